import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTo, type AddressInfo } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { BrokerConnection } from '#messaging';
import { certificateEnd, daysLeft } from '#storage';
import { eventually } from '#testing';
import { openPatiently } from '../libs/service/src/providers/open-patiently.js';
import { devTools } from './harness/dev-tools.js';
import { judgeCertificate } from '../tools/cli/doctor/judge-measures.js';
import { runCli } from '../tools/cli/run-cli.js';

interface TlsServers {
  mongoUri(database: string): string;
  amqpUrl(vhost: string): string;
  stop(): Promise<void>;
}

let folder: string;
let servers: TlsServers;
let tlsPort: number;
const certificate = (name: string): string => join(folder, name);

const openssl = (...args: string[]): unknown => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });

/** Signed by our signer, but for another host or another time. */
function makeCertificate(name: string, altName: string, days: string): void {
  const make = ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(...make, '-subj', '/CN=server', '-keyout', `${name}.key`, '-out', `${name}.csr`);
  writeFileSync(certificate(`${name}.cnf`), `subjectAltName = ${altName}\n`);
  const sign = `x509 -req -in ${name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out ${name}.pem`;
  openssl(...sign.split(' '), '-extfile', `${name}.cnf`, '-days', days);
}

/** A signer of our own, and a certificate of 127.0.0.1 signed by it. */
function makeCertificates(): void {
  const make = ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    ...make,
    '-x509',
    '-days',
    '2',
    '-subj',
    '/CN=Seloste test CA',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  openssl(...make, '-subj', '/CN=127.0.0.1', '-keyout', 'server.key', '-out', 'server.csr');
  writeFileSync(certificate('san.cnf'), 'subjectAltName = IP:127.0.0.1\n');
  openssl(
    ...'x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2'.split(' '),
    ...'-extfile san.cnf -out server.pem'.split(' '),
  );
  const both =
    readFileSync(certificate('server.key'), 'utf8') + readFileSync(certificate('server.pem'), 'utf8');
  writeFileSync(certificate('both.pem'), both, { mode: 0o600 });
  const other = ['-x509', '-days', '2', '-subj', '/CN=Another CA'];
  openssl(...make, ...other, '-keyout', 'other-ca.key', '-out', 'other-ca.pem');
  makeCertificate('another-host', 'DNS:mongodb.example.fi', '2');
  makeCertificate('expired', 'IP:127.0.0.1', '-1');
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seloste-tls-'));
  makeCertificates();
  tlsPort = await devTools.choosePort();
  const path = new URL('../tools/dev/servers.mjs', import.meta.url).pathname;
  const tools = (await import(path)) as { startServers(options: object): Promise<TlsServers> };
  servers = await tools.startServers({
    dir: join(folder, 'servers'),
    privateOnly: true,
    mongo: {
      cacheGB: 0.25,
      args: [
        '--tlsAllowConnectionsWithoutCertificates',
        '--tlsMode=preferTLS',
        `--tlsCertificateKeyFile=${certificate('both.pem')}`,
        `--tlsCAFile=${certificate('ca.pem')}`,
      ],
    },
    broker: {
      conf: [
        `listeners.ssl.1 = 127.0.0.1:${tlsPort}`,
        `ssl_options.cacertfile = ${certificate('ca.pem')}`,
        `ssl_options.certfile = ${certificate('server.pem')}`,
        `ssl_options.keyfile = ${certificate('server.key')}`,
        'ssl_options.verify = verify_none',
      ],
    },
  });
}, 120_000);
afterAll(async () => {
  for (const front of fronts) front.close();
  await servers.stop();
  rmSync(folder, { recursive: true, force: true });
});

const quiet = pino({ level: 'silent' });
const mongodb = (): string => servers.mongoUri('test');
const broker = (): string => {
  const url = new URL(servers.amqpUrl('/'));
  url.protocol = 'amqps:';
  url.port = String(tlsPort);
  return url.href;
};

describe('TLS with a certificate of a signer of our own', () => {
  it('MongoDB is reached by who knows the signer', async () => {
    const connection = await openPatiently(mongodb(), certificate('ca.pem'), 'test', quiet);
    const { transportSecurity } = await connection.db!.admin().serverStatus();
    expect(transportSecurity).toMatchObject({ '1.3': expect.anything() });
    await connection.close();
  });

  it('MongoDB is refused at once by who does not, with what would help', async () => {
    const before = Date.now();
    await expect(openPatiently(`${mongodb()}&tls=true`, undefined, 'test', quiet)).rejects.toThrow(
      /^MongoDB's certificate is not trusted \([A-Z_]+\): MONGODB_CA_FILE names who signed it$/,
    );
    expect(Date.now() - before).toBeLessThan(20_000);
  });

  it('the broker is reached by who knows the signer', async () => {
    const ca = readFileSync(certificate('ca.pem'));
    const connection = new BrokerConnection({ url: broker(), name: 'test', log: quiet, ca });
    await connection.ready(AbortSignal.timeout(15_000));
    expect(connection.state).toEqual({ publishing: 'connected', consuming: 'connected' });
    await connection.close();
  });

  it('the broker is refused by who does not, and the log says why', async () => {
    const told: string[] = [];
    const log = pino({}, { write: (line: string) => void told.push(line) });
    const connection = new BrokerConnection({ url: broker(), name: 'test', log });
    connection.start();
    await eventually(() => told.some((line) => line.includes("the broker's certificate is not trusted")), {
      explain: () => told.join(''),
    });
    expect(connection.state.publishing).toBe('connecting');
    await connection.close();
  });
});

const fronts: TlsServer[] = [];

/** In front of the real server, with another certificate; gives its port. */
async function frontWith(name: string, target: number): Promise<number> {
  const files = {
    key: readFileSync(certificate(`${name}.key`)),
    cert: readFileSync(certificate(`${name}.pem`)),
  };
  const front = createTlsServer(files, (client) => {
    const upstream = connectTo(target, '127.0.0.1');
    for (const socket of [client, upstream])
      socket
        .on('error', () => undefined)
        .on('close', () => [client, upstream].forEach((one) => one.destroy()));
    client.pipe(upstream).pipe(client);
  });
  front.on('tlsClientError', (_error, socket) => socket.destroy());
  front.unref();
  await new Promise<void>((resolve) => {
    front.listen(0, '127.0.0.1', resolve);
  });
  fronts.push(front);
  return (front.address() as AddressInfo).port;
}

const portOf = (address: string): number => Number(new URL(address).port);
const at = (address: string, port: number): string => {
  const url = new URL(address);
  url.port = String(port);
  if (url.protocol === 'mongodb:') url.search = '?directConnection=true&authSource=admin';
  return url.href;
};

const wrong: readonly (readonly [string, string, string, RegExp])[] = [
  ['another signer', 'server', 'other-ca.pem', /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SIGNATURE/],
  ['another host', 'another-host', 'ca.pem', /ERR_TLS_CERT_ALTNAME_INVALID/],
  ['a time that is over', 'expired', 'ca.pem', /CERT_HAS_EXPIRED/],
];

describe('A server with a certificate of', () => {
  it.each(wrong)('%s is not taken for MongoDB', async (_what, name, ca, code) => {
    const uri = at(mongodb(), await frontWith(name, portOf(mongodb())));
    const refusal = await openPatiently(uri, certificate(ca), 'test', quiet).then(
      () => 'taken',
      (error: Error) => error.message,
    );
    expect(refusal).toMatch(/^MongoDB's certificate is not trusted \(/);
    expect(refusal).toMatch(code);
  });

  it.each(wrong)('%s is not taken for the broker', async (_what, name, ca) => {
    const url = at(broker(), await frontWith(name, portOf(servers.amqpUrl('/'))));
    const told: string[] = [];
    const log = pino({}, { write: (line: string) => void told.push(line) });
    const connection = new BrokerConnection({ url, name: 'test', log, ca: readFileSync(certificate(ca)) });
    connection.start();
    await eventually(() => told.some((line) => line.includes("the broker's certificate is not trusted")), {
      explain: () => told.join(''),
    });
    expect(connection.state).toEqual({ publishing: 'connecting', consuming: 'connecting' });
    await connection.close();
  });

  it('the right signer, host and time is taken through the same front', async () => {
    const uri = at(mongodb(), await frontWith('server', portOf(mongodb())));
    const connection = await openPatiently(uri, certificate('ca.pem'), 'test', quiet);
    expect(await connection.db!.command({ ping: 1 })).toMatchObject({ ok: 1 });
    await connection.close();
  });
});

const backup = async (caFile?: string): Promise<readonly [number, string]> => {
  let err = '';
  const out = mkdtempSync(join(folder, 'backup-'));
  const uri = `${mongodb()}&tls=true`;
  const env = {
    MONGODB_URI: uri,
    KEYS_MONGODB_URI: uri,
    ...(caFile !== undefined && { MONGODB_CA_FILE: caFile }),
  };
  const args = ['--out', join(out, 'data'), '--keys-out', join(out, 'keys')];
  const code = await runCli(['backup', '--service', 'consent', ...args], {
    env,
    out: () => undefined,
    err: (text) => (err += text),
  });
  return [code, err];
};

const left = async (port: number): Promise<number> =>
  daysLeft(await certificateEnd('127.0.0.1', port), Date.now());

describe('The command line', () => {
  it('backs up over TLS with MONGODB_CA_FILE, and not from a server that it does not trust', async () => {
    expect(await backup(certificate('ca.pem'))).toEqual([0, '']);
    expect((await backup(certificate('other-ca.pem')))[0]).toBe(1);
    expect((await backup())[0]).toBe(1);
  }, 40_000);

  it('sees when the certificates of running servers end', async () => {
    const expired = await frontWith('expired', portOf(mongodb()));
    expect(await left(portOf(mongodb()))).toBeCloseTo(2, 1);
    expect(await left(tlsPort)).toBeCloseTo(2, 1);
    expect(await left(expired)).toBeLessThan(0);
    for (const port of [tlsPort, expired])
      expect(judgeCertificate('it', await left(port))).toEqual([expect.objectContaining({ state: 'error' })]);
  });
});
