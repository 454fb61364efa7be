import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { BrokerConnection } from '#messaging';
import { eventually } from '#testing';
import { openPatiently } from './providers/open-patiently.js';

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
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seloste-tls-'));
  makeCertificates();
  tlsPort = await freePort();
  const path = new URL('../../../tools/dev/servers.mjs', import.meta.url).pathname;
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
