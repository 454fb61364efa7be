import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuild, ensurePackages } from '../dev/packages.mjs';
import { root } from '../dev/paths.mjs';
import { choosePort } from '../dev/process/ports.mjs';
import { brokerPassword } from '../dev/secrets.mjs';
import { startServers } from '../dev/servers.mjs';
import { serviceEnv, startService } from '../dev/services.mjs';
import { applyTopology } from '../dev/topology.mjs';

const dirOf = (at) => join(at, '.seloste', 'bench');
const dir = dirOf(root);
const places = { log: join(dir, 'logs'), pids: join(dir, 'pids') };

/** A broker and a database of the bench's own, empty. `at`: the folder of the version that is measured there. */
export async function openHouse({ say, life, at = root }) {
  const dir = dirOf(at);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  await ensurePackages({ say, at });
  await ensureBuild({ say, at });
  const { ensureSecrets } = await import(pathToFileURL(join(at, 'tools/dev/secrets.mjs')).href);
  const secrets = ensureSecrets(join(dir, 'secrets'));
  const servers = await startServers({ dir, say, onDown: life.crashed });
  const { default: amqp } = await import('amqplib');
  const { default: mongoose } = await import('mongoose');
  const mongo = await mongoose.createConnection(servers.mongoUri('admin')).asPromise();
  const close = () => mongo.close();
  return { at, dir, say, life, servers, secrets, amqp, client: mongo.getClient(), close };
}

/** A service as in production, in a vhost and a database named by `run`. */
export async function ourService(house, service, run, { name = service, extra } = {}) {
  const { servers, secrets, life } = house;
  const port = await choosePort([], { what: name, say: () => {} });
  const env = serviceEnv({
    service,
    servers,
    dir: secrets,
    port,
    vhost: run,
    prefix: `${run}_`,
    logLevel: 'warn',
    extra,
  });
  const program = life.watch(startService(service, env, { ...places, as: name }));
  return Object.assign(program, { url: `http://127.0.0.1:${port}` });
}

/** A program of the bench, in a process of its own; its stdout, line by line, is told to `onLine`. */
export function plain(file, env, onLine = () => {}) {
  const child = spawn(process.execPath, [join(root, file)], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) onLine(line);
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return { pid: child.pid, ended, stop: () => (child.kill('SIGKILL'), ended) };
}

/** A program of the bench that says one line of JSON when it has measured. */
export function measuredBy(file, env) {
  return new Promise((resolve, reject) => {
    const program = plain(file, env, (line) => resolve(JSON.parse(line)));
    void program.ended.then(() => reject(new Error(`${file} ended without a figure`)));
  });
}

export const prepare = ({ servers, secrets }, run) =>
  applyTopology({ servers, usersFile: join(secrets, 'broker-users.json'), vhost: run });

export async function clean({ servers, client }, run, ...databases) {
  for (const name of databases) await client.db(name).dropDatabase();
  const authorization = `Basic ${Buffer.from(`${servers.adminUser}:${servers.adminPassword}`).toString('base64')}`;
  await fetch(`${servers.managementUrl}/api/vhosts/${run}`, {
    method: 'DELETE',
    headers: { authorization, connection: 'close' },
  });
}

/** Publishes the store's events; in the packets of Nest's own transport where asked. */
export async function fill({ servers, secrets, amqp }, run, events, asNestPacket = false) {
  const who = asNestPacket
    ? undefined
    : { user: 'web-store', password: brokerPassword(secrets, 'web-store') };
  const connection = await amqp.connect(servers.amqpUrl(run, who), { noDelay: true });
  const channel = await connection.createConfirmChannel();
  for (const event of events) {
    const [exchange, key] = asNestPacket ? ['', 'retention.intake'] : ['store.events', event.type];
    const body = asNestPacket ? { pattern: 'store-event', data: event } : event;
    channel.publish(exchange, key, Buffer.from(JSON.stringify(body)), {
      persistent: true,
      messageId: event.id,
      contentType: asNestPacket ? 'application/json' : 'application/cloudevents+json',
      ...(who && { userId: who.user }),
    });
  }
  await channel.waitForConfirms();
  await connection.close();
}
