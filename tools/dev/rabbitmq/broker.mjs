import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { startGuarded } from '../process/guarded.mjs';
import { endOfLog, freshLog } from '../process/logs.mjs';
import { listens } from './management.mjs';

const user = 'seloste-admin';

function keptOnce(file, make) {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8');
}

const configuration = ({ ports, password, conf }) =>
  [
    `listeners.tcp.1 = 127.0.0.1:${ports.amqp}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${ports.management}`,
    'prometheus.tcp.ip = 127.0.0.1',
    `prometheus.tcp.port = ${ports.prometheus}`,
    // Read at the first start only; that there is another default user means that guest never exists.
    `default_user = ${user}`,
    `default_pass = ${password}`,
    'default_user_tags.administrator = true',
    'log.console.level = info',
    'raft.wal_max_size_bytes = 64000000',
    ...conf,
    '',
  ].join('\n');

function environment({ found, ports, files, node }) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(RABBITMQ_|ERL_|NOTIFY_SOCKET|CONF_ENV_FILE)/.test(name));
  return {
    ...Object.fromEntries(inherited),
    ...found.env,
    PATH: [found.erlang, process.env.PATH, '/usr/bin', '/bin'].join(delimiter),
    HOME: files.home,
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_CRASH_DUMP: join(files.home, 'erl_crash.dump'),
    RABBITMQ_NODENAME: node,
    RABBITMQ_NODE_PORT: String(ports.amqp),
    RABBITMQ_DIST_PORT: String(ports.dist),
    RABBITMQ_MNESIA_BASE: files.data,
    RABBITMQ_LOG_BASE: files.home,
    RABBITMQ_LOGS: '-',
    RABBITMQ_PID_FILE: join(files.home, 'rabbitmq.pid'),
    RABBITMQ_PLUGINS_DIR: found.plugins,
    RABBITMQ_ENABLED_PLUGINS_FILE: files.plugins,
    RABBITMQ_CONFIG_FILE: files.conf,
    RABBITMQ_CONF_ENV_FILE: files.env,
    RABBITMQ_ADVANCED_CONFIG_FILE: join(files.home, 'advanced.config'),
    RABBITMQ_SCHEDULER_BIND_TYPE: 'u',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}',
  };
}

function prepare({ dir, ports, conf, plugins }) {
  const home = join(dir, 'rabbitmq');
  const data = join(home, 'data');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const files = { home, data, conf: join(home, 'rabbitmq.conf'), plugins: join(home, 'enabled_plugins'), env: join(home, 'rabbitmq-env.conf') };
  const password = keptOnce(join(home, 'admin-password'), () => randomBytes(18).toString('hex'));
  // The queues belong to the node's name, so the name stays, wherever the folder or the ports go.
  const node = keptOnce(join(home, 'node-name'), () => `seloste-${randomBytes(4).toString('hex')}@localhost`);
  writeFileSync(files.conf, configuration({ ports, password, conf }), { mode: 0o600 });
  writeFileSync(files.plugins, `[${['rabbitmq_management', 'rabbitmq_prometheus', ...plugins].join(',')}].\n`);
  writeFileSync(files.env, '');
  return { files, password, node };
}

/** One broker with its own ports, cookie, data and name server; nothing of it is shared with the machine's. */
export function createBroker({ found, dir, pids, logs, ports, conf = [], plugins = [], onDown }) {
  const { files, password, node } = prepare({ dir, ports, conf, plugins });
  const env = environment({ found, ports, files, node });
  let broker;
  let names;

  async function startNames() {
    if (names?.running) return;
    const args = ['-port', String(ports.epmd), '-address', '127.0.0.1'];
    names = startGuarded({ name: 'epmd', command: found.epmd, args, env, pids, log: freshLog(logs, 'epmd'), grace: 2_000 });
    await names.started;
  }

  async function start() {
    await startNames();
    const log = freshLog(logs, 'rabbitmq');
    const server = startGuarded({ name: 'rabbitmq', command: found.server, env, cwd: files.home, pids, log, grace: 25_000 });
    broker = server;
    await server.started;
    server.exited.then(({ code }) => {
      if (!server.expected && server.ready) onDown?.('rabbitmq', code, endOfLog(log));
    });
    const up = await listens({ port: ports.management, user, password, amqp: ports.amqp, isOver: () => !server.running });
    if (up) {
      server.ready = true;
      return;
    }
    await server.stop();
    await names.stop();
    throw new Error(`RabbitMQ did not come up; the end of ${log}:\n${endOfLog(log)}`);
  }

  return {
    user,
    password,
    start,
    kill: async () => void (await broker?.kill()),
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
