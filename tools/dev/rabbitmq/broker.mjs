import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startGuarded } from '../process/guarded.mjs';
import { lastLines, run } from '../process/run.mjs';
import { endOfLog, freshLog } from '../process/logs.mjs';
import { listens } from './management.mjs';
import { configuration, environment, user } from './settings.mjs';

function keptOnce(file, make) {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8');
}

function prepare({ dir, ports, conf, plugins }) {
  const home = join(dir, 'rabbitmq');
  const data = join(home, 'data');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const files = {
    home,
    data,
    conf: join(home, 'rabbitmq.conf'),
    plugins: join(home, 'enabled_plugins'),
    env: join(home, 'rabbitmq-env.conf'),
  };
  const passwordFile = join(home, 'admin-password');
  const password = keptOnce(passwordFile, () => randomBytes(18).toString('hex'));
  // The queues belong to the node's name, so the name stays, wherever the folder or the ports go.
  const node = keptOnce(join(home, 'node-name'), () => `seloste-${randomBytes(4).toString('hex')}@localhost`);
  writeFileSync(files.conf, configuration({ ports, password, conf }), { mode: 0o600 });
  writeFileSync(
    files.plugins,
    `[${['rabbitmq_management', 'rabbitmq_prometheus', ...plugins].join(',')}].\n`,
  );
  writeFileSync(files.env, '');
  return { files, password, passwordFile, node };
}

/**
 * One broker with its own ports, cookie, data and name server; nothing of it is shared with the machine's. Nodes of one
 * cluster share a name server: `namedElsewhere` is set for all but one, which starts it first.
 */
export function createBroker({
  found,
  dir,
  pids,
  logs,
  ports,
  conf = [],
  plugins = [],
  namedElsewhere = false,
  onDown,
}) {
  const { files, password, passwordFile, node } = prepare({ dir, ports, conf, plugins });
  const env = environment({ found, ports, files, node });
  let broker;
  let names;

  async function startNames() {
    if (namedElsewhere || names?.running) return;
    const args = ['-port', String(ports.epmd), '-address', '127.0.0.1'];
    names = startGuarded({
      name: 'epmd',
      command: found.epmd,
      args,
      env,
      pids,
      log: freshLog(logs, 'epmd'),
      grace: 2_000,
    });
    await names.started;
  }

  async function start() {
    await startNames();
    const log = freshLog(logs, 'rabbitmq');
    const server = startGuarded({
      name: 'rabbitmq',
      command: found.server,
      env,
      cwd: dirname(found.server),
      pids,
      log,
      grace: 25_000,
    });
    broker = server;
    await server.started;
    const up = await listens({
      port: ports.management,
      user,
      password,
      amqp: ports.amqp,
      isOver: () => !server.running,
    });
    if (up) {
      server.onCrash = (code) => onDown?.('rabbitmq', code, endOfLog(log));
      return;
    }
    await server.stop();
    await names?.stop();
    throw new Error(`RabbitMQ did not come up; the end of ${log}:\n${endOfLog(log)}`);
  }

  return {
    user,
    password,
    passwordFile,
    startNames,
    start,
    kill: async () => void (await broker?.kill()),
    /** `rabbitmqctl`, as an operator on the machine would. */
    control: async (...args) => {
      const cwd = dirname(found.server);
      const { ok, output } = await run(join(cwd, 'rabbitmqctl'), args, { cwd, env });
      if (!ok) throw new Error(`rabbitmqctl ${args.join(' ')}: ${lastLines(output)}`);
    },
    restart: async () => {
      await broker?.stop();
      await start();
    },
    stop: async () => {
      await broker?.stop();
      await names?.stop();
    },
  };
}
