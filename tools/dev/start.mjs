import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createAsk } from './ask.mjs';
import { untilTakenIn } from './intake.mjs';
import { leaveNotes } from './notes.mjs';
import { startOptions } from './options.mjs';
import { ensureBuild, ensurePackages } from './packages.mjs';
import { runDir } from './paths.mjs';
import { claim, stopLeftovers } from './process/leftovers.mjs';
import { untilStopped } from './process/lifetime.mjs';
import { choosePort } from './process/ports.mjs';
import { createReplay } from './replay.mjs';
import { createSay } from './say.mjs';
import { databasePassword, ensureSecrets, forDevelopmentOnly, services } from './secrets.mjs';
import { startServers } from './servers.mjs';
import { databaseOf, exampleEnv, serviceEnv, startExample, startService, vhost } from './services.mjs';
import { gather } from './summary/gather.mjs';
import { summaryLines } from './summary/lines.mjs';
import { applyDatabases, applyTopology } from './topology.mjs';

const preferred = {
  consent: 4101,
  'subject-requests': 4102,
  'marketing-suppression': 4103,
  retention: 4104,
  'marketing-service': 4111,
  'web-store': 4112,
};
const places = { log: join(runDir, 'logs'), pids: join(runDir, 'pids') };
const secrets = join(runDir, 'secrets');
const data = [join(runDir, 'mongo', 'WiredTiger')];
const listFile = join(runDir, 'newsletter-list.txt');

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

/** The example's, which is none of ours. */
const webStore = () => ({
  user: 'web-store',
  password: databasePassword(secrets, 'web-store'),
  roles: [{ role: 'readWrite', db: databaseOf('web-store') }],
});

/** What the programs need: the servers come up while the sources are compiled. */
async function prepare({ options, say, life }) {
  await stopLeftovers(places.pids, say);
  if (options.clean) forget(say);
  await ensurePackages({ say });
  ensureSecrets(secrets, { data });
  say('packages and secrets are there');
  const [servers] = await Promise.all([
    startServers({
      dir: runDir,
      say,
      mongo: { port: 27117, users: [webStore()] },
      broker: { port: 5772, managementPort: 15772 },
      onDown: life.crashed,
    }),
    ensureBuild({ say }).then((built) => say(built ? 'built' : 'already built')),
  ]);
  await Promise.all([
    applyTopology({ servers, usersFile: join(secrets, 'broker-users.json'), vhost }),
    applyDatabases({ servers, usersFile: join(secrets, 'database-users.json') }),
  ]);
  say('exchanges, queues, databases and users are declared');
  return servers;
}

const replayMode = { once: 'once', again: '1', no: '0' };

/** All at once: none of them needs another to begin with. */
async function launchAll({ options, say, life, servers, ports }) {
  const ownUsers = servers.mongoAdminUri !== undefined;
  const shared = { servers, dir: secrets, ports, clock: options.clock, ownUsers };
  const replay = createReplay(say);
  const launch = async (start, name, env) => {
    const program = life.watch(start(name, env, places));
    if (name === 'web-store') replay.follow(program);
    await program.ready();
    say(`${name} is ready on http://127.0.0.1:${ports[name]}`);
  };
  const example = (name, extra) =>
    launch(startExample, name, exampleEnv({ ...shared, example: name, port: ports[name], extra }));
  await Promise.all([
    ...services.map((service) =>
      launch(startService, service, serviceEnv({ ...shared, service, port: ports[service] })),
    ),
    example('marketing-service', { LIST_FILE: listFile, STATE_FILE: join(runDir, 'opt-outs.jsonl') }),
    example('web-store', {
      LIST_FILE: listFile,
      REPLAY: replayMode[options.replay],
      ...(options.customers && { REPLAY_LIMIT: options.customers }),
    }),
  ]);
  return options.replay === 'no' ? undefined : replay.done;
}

async function begin({ options, say, life }) {
  life.onEnd(claim(runDir, 'npm start'));
  const servers = await prepare({ options, say, life });
  const ports = await choosePorts(say);
  life.onEnd(leaveNotes({ dir: runDir, secrets, servers, ports, vhost }));
  if (options.servers) {
    say('MongoDB and RabbitMQ are up, and nothing else; Ctrl-C stops them');
    await life.forever;
    return;
  }
  const history = await launchAll({ options, say, life, servers, ports });
  const ask = createAsk({ ports, secrets });
  const intake =
    history && (await untilTakenIn({ ask, amqpUrl: servers.amqpUrl(vhost), expected: history, say }));
  const told = await gather({ ask, history, say });
  say.close();
  console.log(summaryLines({ ...told, intake, ports, servers }).join('\n'));
  if (options.exit) return;
  say('all is up; Ctrl-C stops everything');
  await life.forever;
}

function readOptions() {
  try {
    forDevelopmentOnly();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
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
