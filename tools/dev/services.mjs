import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths.mjs';
import { startGuarded } from './process/guarded.mjs';
import { statusOf } from './process/http.mjs';
import { endOfLog, freshLog } from './process/logs.mjs';
import {
  audience,
  brokerPassword,
  databasePassword,
  issuer,
  mintToken,
  registeredEnv,
  registeredIn,
  services,
} from './secrets.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const constant = (name) => name.replaceAll('-', '_').toUpperCase();

export const vhost = 'seloste';
export const databaseOf = (service, prefix = '') => `${prefix}${service.replaceAll('-', '_')}`;

const passedOn = /^(PATH|HOME|TMPDIR|TZ|LANG|LC_.*|NODE_EXTRA_CA_CERTS|SSL_CERT_.*|SystemRoot)$/;
/** Our own environment may hold what is none of a service's business, so it gets a named few. */
const inherited = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name)));

const addresses = (ports = {}) =>
  Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [`${constant(name)}_URL`, `http://127.0.0.1:${port}`]),
  );

const brokerUrl = ({ servers, dir, user, broker = vhost }) =>
  servers.amqpUrl(broker, { user, password: brokerPassword(dir, user) });

/** With a user of its own where the servers are ours and have one for each; `prefix` is also the users'. */
const databaseUri = ({ servers, dir, name, database, prefix = '', ownUsers }) =>
  servers.mongoUri(
    database,
    ownUsers ? { user: `${prefix}${name}`, password: databasePassword(dir, name) } : undefined,
  );

/** All that one service knows about the world. `dir` is where `ensureSecrets` put the keys. */
export function serviceEnv({
  service,
  servers,
  dir,
  port,
  policyDir,
  clock,
  ports,
  prefix,
  vhost: broker,
  logLevel = 'info',
  erasures = join(dir, '..', 'erasures'),
  ownUsers = false,
  databaseUser = service,
  registered = registeredIn(),
  extra = {},
}) {
  if (!services.includes(service)) throw new Error(`there is no service ${service}`);
  const database = databaseOf(service, prefix);
  const uri = (name) => databaseUri({ servers, dir, name: databaseUser, database: name, prefix, ownUsers });
  return {
    ...inherited(),
    ...addresses(ports),
    NODE_ENV: 'production',
    MALLOC_ARENA_MAX: '2',
    SERVICE_NAME: service,
    HOST: '127.0.0.1',
    PORT: String(port),
    MONGODB_URI: uri(database),
    KEYS_MONGODB_URI: uri(`${database}_keys`),
    AMQP_URL: brokerUrl({ servers, dir, user: service, broker }),
    POLICY_DIR: policyDir ?? join(root, 'policies', 'midare'),
    OFFICERS_FILE: join(dir, 'officers.yaml'),
    MASTER_KEY_FILE: join(dir, `master-${service}.key`),
    LEDGER_KEY_FILE: join(dir, `ledger-${service}.pem`),
    HASH_KEYS_FILE: join(dir, 'hash-keys.json'),
    JOURNAL_KEY_FILE: join(dir, `journal-${service}.key`),
    ERASURE_LEDGER_DIR: erasures,
    LINK_KEYS_FILE: join(dir, 'link-keys.json'),
    JWKS_URI: pathToFileURL(join(dir, 'jwks.json')).href,
    JWT_ISSUER: issuer,
    JWT_AUDIENCE: audience,
    SELOSTE_PROFILE: 'embedded',
    SELOSTE_PARENT: 'watch',
    LOG_LEVEL: logLevel,
    ...registeredEnv(registered),
    ...(clock ? { SELOSTE_CLOCK: clock } : {}),
    ...extra,
  };
}

const roleOf = { 'web-store': 'store', 'marketing-service': 'marketing' };

/** The examples stand for outside companies: a broker user, a token, addresses and a database of their own. */
export function exampleEnv({
  example,
  servers,
  dir,
  port,
  ports,
  clock,
  prefix,
  vhost: broker,
  tokenMinutes = 24 * 60,
  ownUsers = false,
  extra = {},
}) {
  return {
    ...inherited(),
    ...addresses(ports),
    NODE_ENV: 'production',
    SERVICE_NAME: example,
    HOST: '127.0.0.1',
    PORT: String(port),
    MONGODB_URI: databaseUri({
      servers,
      dir,
      name: example,
      database: databaseOf(example, prefix),
      prefix,
      ownUsers: ownUsers && example === 'web-store',
    }),
    AMQP_URL: brokerUrl({ servers, dir, user: example, broker }),
    SELOSTE_TOKEN: mintToken(dir, {
      role: roleOf[example],
      sub: example,
      minutes: tokenMinutes,
      source: example,
    }),
    SELOSTE_PARENT: 'watch',
    ...(clock ? { SELOSTE_CLOCK: clock } : {}),
    ...extra,
  };
}

/** As in the Dockerfile; docs/operating.md (Memory) says why. */
const memoryFlags = ['--max-old-space-size=256', '--initial-old-space-size=64', '--max-semi-space-size=8'];

const readyUrl = (port) => `http://127.0.0.1:${port}/health/ready`;

/** Starts one built program under its guard. `ready()` resolves when it says so, and throws if it ends before. */
function startProgram({ name, main, env, log, pids, stdout, build = root, grace = 20_000 }) {
  const file = freshLog(log, name);
  const args = ['--enable-source-maps', ...memoryFlags, join(build, 'dist', main)];
  const program = startGuarded({
    name,
    command: process.execPath,
    args,
    cwd: build,
    env,
    pids,
    log: file,
    feed: true,
    stdout,
    grace,
  });
  const end = () => `the end of ${file}:\n${endOfLog(file, 20)}`;
  program.ready = async (within = 60_000) => {
    await program.started;
    for (const deadline = Date.now() + within; Date.now() < deadline; await pause(100)) {
      if (!program.running) throw new Error(`${name} ended while starting; ${end()}`);
      if ((await statusOf(readyUrl(env.PORT))) === 200) return;
    }
    throw new Error(`${name} was not ready after ${within / 1000} s; ${end()}`);
  };
  program.lastWords = end;
  return program;
}

/**
 * `build`: a folder with the build of another version, where it is not ours that is to run. `as`: the name of this
 * instance, where there are several.
 */
export const startService = (name, env, { log, pids, grace, build, as = name } = {}) =>
  startProgram({ name: as, main: `apps/${name}/src/main.js`, env, log, pids, grace, build });

/** Its stdout comes back to us: the replay tells its progress there. */
export const startExample = (name, env, { log, pids, grace } = {}) =>
  startProgram({ name, main: `examples/${name}/src/main.js`, env, log, pids, grace, stdout: 'pipe' });
