import { delimiter, join } from 'node:path';

export const user = 'seloste-admin';

/** The management plugin takes 5 s to stop for nothing; what was confirmed is on disk before. */
const erlangArguments =
  '-start_epmd false -kernel inet_dist_use_interface {127,0,0,1} -kernel shutdown_timeout 1500';

export const configuration = ({ ports, password, conf }) =>
  [
    `listeners.tcp.1 = 127.0.0.1:${ports.amqp}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${ports.management}`,
    // A page of the management plugin that is left open must not lose its connection every few seconds.
    'management.tcp.idle_timeout = 120000',
    'prometheus.tcp.ip = 127.0.0.1',
    `prometheus.tcp.port = ${ports.prometheus}`,
    // Read at the first start only; that there is another default user means that guest never exists.
    `default_user = ${user}`,
    `default_pass = ${password}`,
    'default_user_tags.administrator = true',
    'log.console.level = info',
    // A little more than is read (libs/contracts, limits.ts): a service holds many messages at the same time.
    'max_message_size = 1114112',
    'raft.wal_max_size_bytes = 64000000',
    ...conf,
    '',
  ].join('\n');

export function environment({ found, ports, files, node }) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(RABBITMQ_|ERL_|NOTIFY_SOCKET|CONF_ENV_FILE)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    ...found.env,
    PATH: [found.erlang, process.env.PATH, '/usr/bin', '/bin'].join(delimiter),
    HOME: files.home,
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_CRASH_DUMP: join(files.home, 'erl_crash.dump'),
    // Its scripts break on a blank in their own path, so they run from their folder and name it so.
    RABBITMQ_SCRIPTS_DIR: '.',
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
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: erlangArguments,
  };
}
