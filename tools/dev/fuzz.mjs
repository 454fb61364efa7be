import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fuzzOptions } from './fuzz/options.mjs';
import { schemathesis } from './fuzz/schemathesis.mjs';
import { runJest } from './jest.mjs';
import { ensureBuild, ensurePackages } from './packages.mjs';
import { home, root } from './paths.mjs';
import { claim, stopLeftovers } from './process/leftovers.mjs';
import { untilStopped } from './process/lifetime.mjs';
import { choosePort } from './process/ports.mjs';
import { lastLines, run } from './process/run.mjs';
import { createSay } from './say.mjs';
import { ensureSecrets, mintToken, registeredIn, services } from './secrets.mjs';
import { startServers } from './servers.mjs';
import { serviceEnv, startService, vhost } from './services.mjs';
import { applyDatabases, applyTopology } from './topology.mjs';

const dir = join(home, 'fuzz');
const places = { log: join(dir, 'logs'), pids: join(dir, 'pids') };
const secrets = join(dir, 'secrets');
const reports = join(dir, 'reports');
const checks = 'not_a_server_error';
const casesOfOthers = 20;

/** The limits that protect a service from one caller are off, so that each case is read; nothing else is. */
const noLimits = Object.fromEntries(
  ['MACHINE', 'PERSON', 'LINK', 'ADDRESS'].map((of) => [`RATE_LIMIT_${of}`, '0']),
);

async function startAll({ say, life }) {
  ensureSecrets(secrets);
  const [servers] = await Promise.all([startServers({ dir, say, privateOnly: true }), ensureBuild({ say })]);
  await applyTopology({ servers, usersFile: join(secrets, 'broker-users.json'), vhost });
  await applyDatabases({ servers, usersFile: join(secrets, 'database-users.json') });
  const ports = {};
  for (const name of services) ports[name] = await choosePort([], { what: name, say });
  const running = services.map((service) => {
    const env = serviceEnv({
      service,
      servers,
      dir: secrets,
      port: ports[service],
      ports,
      ownUsers: true,
      registered: registeredIn(),
      extra: noLimits,
    });
    return life.watch(startService(service, env, places));
  });
  await Promise.all(running.map((program) => program.ready()));
  return ports;
}

const tokenOf = (role) =>
  mintToken(secrets, {
    role,
    sub: `fuzz-${role}`,
    minutes: 24 * 60,
    source: { store: 'web-store', marketing: 'marketing-service' }[role],
  });

const methods = ['get', 'put', 'post', 'delete', 'patch'];

/** Which operations the role may use: who may not is answered 403 before the body is looked at. */
async function operationsOf(url, token) {
  const { paths } = await (await fetch(`${url}/v1/openapi.json`)).json();
  const found = { allowed: [], others: [] };
  for (const [path, item] of Object.entries(paths))
    for (const method of Object.keys(item).filter((key) => methods.includes(key))) {
      const response = await fetch(`${url}${path.replaceAll(/\{\w+\}/g, 'none')}`, {
        method: method.toUpperCase(),
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(method !== 'get' && { body: '{}' }),
      });
      await response.body?.cancel();
      found[response.status === 403 ? 'others' : 'allowed'].push(`${method.toUpperCase()} ${path}`);
    }
  return found;
}

async function tried({ command, url, token, operations, cases, seed, name }) {
  if (operations.length === 0) return true;
  const settings = {
    header: `Authorization: Bearer ${token}`,
    checks,
    seed,
    phases: 'examples,coverage,fuzzing',
    warnings: 'off',
    'max-examples': cases,
    'suppress-health-check': 'all',
    'request-timeout': 20,
  };
  const args = [
    'run',
    `${url}/v1/openapi.json`,
    '--continue-on-failure',
    '--no-color',
    ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...operations.flatMap((operation) => ['--include-name', operation]),
  ];
  const lines = [];
  const { ok } = await run(command, args, { cwd: dir, onLine: (text) => lines.push(text) });
  const said = lines.join('').replaceAll(token, '(token)');
  const report = join(reports, `${name}.txt`);
  writeFileSync(report, said);
  if (!ok) console.log(`${lastLines(said, 40)}\n${relative(root, report)} has all of it`);
  return ok;
}

/** What npm test tries for some seconds, for as long as asked for. */
async function readerAlone({ minutes, seed }, say) {
  await ensurePackages({ say });
  say(`the reader alone, for ${minutes} minutes`);
  const env = { READER_MINUTES: String(minutes), READER_SEED: String(seed) };
  const args = ['--selectProjects=unit', '--testPathPatterns=test/fuzz/reader', '--runInBand'];
  return runJest(args, { env, pids: places.pids, grace: 3000 });
}

async function begin({ options, say, life }) {
  life.onEnd(claim(dir, 'npm run test:fuzz'));
  await stopLeftovers(places.pids, say);
  mkdirSync(reports, { recursive: true });
  await ensurePackages({ say });
  const command = await schemathesis(say);
  const ports = await startAll({ say, life });
  const { cases, seed } = options;
  const failed = [];
  say(`seed ${seed}`);
  for (const service of options.services)
    for (const role of options.roles) {
      const url = `http://127.0.0.1:${ports[service]}`;
      const token = tokenOf(role);
      const { allowed, others } = await operationsOf(url, token);
      say(`${service} as ${role}: ${allowed.length} routes, and ${others.length} it may not use`);
      const shared = { command, url, token, seed };
      const name = `${service}-${role}`;
      const whole = [
        await tried({ ...shared, operations: allowed, cases, name }),
        await tried({ ...shared, operations: others, cases: casesOfOthers, name: `${name}-refused` }),
      ];
      if (whole.includes(false)) failed.push(name);
    }
  say(failed.length === 0 ? 'nothing was found' : `found something: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

function readOptions() {
  try {
    return fuzzOptions(process.argv.slice(2), services);
  } catch (error) {
    console.error(`${error.message}\nnpm run test:fuzz -- --help lists what there is.`);
    process.exit(2);
  }
}

const options = readOptions();
if (options.help) console.log(options.help);
else {
  const say = createSay();
  const work = options.reader ? () => readerAlone(options, say) : (life) => begin({ options, say, life });
  process.exitCode = await untilStopped(say, work, { onSignal: 130 });
}
