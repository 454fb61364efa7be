import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startOptions } from './options.mjs';
import { ensureBuild, ensurePackages } from './packages.mjs';
import { runDir } from './paths.mjs';
import { leaveNotes } from './notes.mjs';
import { untilStopped } from './process/lifetime.mjs';
import { claim, stopLeftovers } from './process/leftovers.mjs';
import { choosePort } from './process/ports.mjs';
import { createSay } from './say.mjs';
import { createReplay } from './replay.mjs';
import { ensureSecrets, mintToken, services } from './secrets.mjs';
import { startServers } from './servers.mjs';
import { exampleEnv, serviceEnv, startExample, startService, vhost } from './services.mjs';
import { printSummary } from './summary.mjs';
import { applyTopology } from './topology.mjs';

const preferred = {
  consent: 4101,
  'subject-requests': 4102,
  'marketing-suppression': 4103,
  retention: 4104,
  'marketing-service': 4111,
  'web-store': 4112,
};
const places = { log: join(runDir, 'logs'), pids: join(runDir, 'pids'), secrets: join(runDir, 'secrets') };
const data = [join(runDir, 'mongo', 'WiredTiger')];

function forget(say) {
  say('forgetting the data of earlier runs');
  for (const name of readdirSync(runDir)) {
    if (!name.startsWith('lock.')) rmSync(join(runDir, name), { recursive: true, force: true });
  }
}

async function choosePorts(say) {
  const ports = {};
  for (const [name, port] of Object.entries(preferred))
    ports[name] = await choosePort([port], { what: name, say });
  return ports;
}

async function begin({ options, say, life }) {
  life.onEnd(claim(runDir, 'npm start'));
  await stopLeftovers(places.pids, say);
  if (options.clean) forget(say);
  await ensurePackages({ say });
  say('packages are there');
  ensureSecrets(places.secrets, { data });
  say('secrets are there');

  const servers = await startServers({
    dir: runDir,
    say,
    mongo: { port: 27117 },
    broker: { port: 5772, managementPort: 15772 },
    onDown: life.crashed,
  });
  const built = await ensureBuild({ say });
  say(built ? 'built' : 'already built');
  await applyTopology({ servers, usersFile: join(places.secrets, 'broker-users.json'), vhost });
  say('exchanges and queues are declared');

  const ports = await choosePorts(say);
  life.onEnd(leaveNotes({ dir: runDir, secrets: places.secrets, servers, ports, vhost }));
  const shared = { servers, dir: places.secrets, ports, clock: options.clock };
  const launch = async (start, name, env) => {
    const program = life.watch(start(name, env, places));
    await program.ready();
    say(`${name} is ready on http://127.0.0.1:${ports[name]}`);
    return program;
  };
  await Promise.all(
    services.map((service) =>
      launch(startService, service, serviceEnv({ ...shared, service, port: ports[service] })),
    ),
  );
  const example = (name, extra) => exampleEnv({ ...shared, example: name, port: ports[name], extra });
  await launch(startExample, 'marketing-service', example('marketing-service'));
  const replay = createReplay(say);
  const store = life.watch(
    startExample('web-store', example('web-store', { REPLAY: options.replay ? 'on' : 'off' }), places),
  );
  replay.follow(store);
  await store.ready();
  if (options.replay) await replay.done;
  say('all is up');
  await printSummary({ ports, token: mintToken(places.secrets, { role: 'officer', sub: 'npm-start' }) });
  if (options.exit) return;
  say('Ctrl-C stops everything');
  await life.forever;
}

function readOptions() {
  try {
    return startOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error.message}\nnpm start -- --help lists what there is.`);
    process.exit(2);
  }
}

const options = readOptions();
if (options.help) console.log(options.help);
else {
  const say = createSay();
  process.exitCode = await untilStopped(say, (life) => begin({ options, say, life }));
}
