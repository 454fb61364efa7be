import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createAsk } from './ask.mjs';
import { untilTakenIn } from './intake.mjs';
import { addressesOf, examplesIn, launchAll } from './launch.mjs';
import { leaveNotes } from './notes.mjs';
import { startOptions } from './options.mjs';
import { ensureBuild, ensurePackages } from './packages.mjs';
import { runDir } from './paths.mjs';
import { claim, stopLeftovers } from './process/leftovers.mjs';
import { untilStopped } from './process/lifetime.mjs';
import { choosePort } from './process/ports.mjs';
import { bringBack } from './process/keep-running.mjs';
import { createSay } from './say.mjs';
import {
  databasePassword,
  ensureSecrets,
  forDevelopmentOnly,
  registeredIn,
  services,
  without,
} from './secrets.mjs';
import { startServers } from './servers.mjs';
import { databaseOf, vhost } from './services.mjs';
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
const pids = join(runDir, 'pids');
const secrets = join(runDir, 'secrets');
const usersFile = join(secrets, 'broker-users.json');
const data = [join(runDir, 'mongo', 'WiredTiger')];

function forget(say) {
  say('forgetting the data of earlier runs');
  for (const name of readdirSync(runDir)) {
    if (!name.startsWith('lock.')) rmSync(join(runDir, name), { recursive: true, force: true });
  }
}

async function choosePorts(say, registered) {
  const ports = {};
  const running = [...services, ...examplesIn(registered)];
  for (const [name, port] of Object.entries(preferred).filter(([name]) => running.includes(name)))
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
async function prepare({ options, say, life, registered }) {
  await stopLeftovers(pids, say);
  if (options.clean) forget(say);
  await ensurePackages({ say });
  ensureSecrets(secrets, { data, registered });
  say('packages and secrets are there');
  let up;
  const [servers] = await Promise.all([
    startServers({
      dir: runDir,
      say,
      mongo: { port: 27117, users: examplesIn(registered).includes('web-store') ? [webStore()] : [] },
      broker: { port: 5772, managementPort: 15772 },
      onDown: (name, code, words) => {
        if (up === undefined) return life.crashed(name, code, words);
        const bring = name === 'mongod' ? up.restartMongo : up.restartBroker;
        void bringBack({ name, code, bring, life, say });
      },
    }),
    ensureBuild({ say }).then((built) => say(built ? 'built' : 'already built')),
  ]);
  up = servers;
  await Promise.all([
    applyTopology({ servers, usersFile, vhost, registered }),
    applyDatabases({ servers, usersFile: join(secrets, 'database-users.json') }),
  ]);
  say('exchanges, queues, databases and users are declared');
  return servers;
}

async function begin({ options, say, life }) {
  life.onEnd(claim(runDir, 'npm start'));
  const registered = without(registeredIn(), options.without);
  const servers = await prepare({ options, say, life, registered });
  const ports = await choosePorts(say, registered);
  life.onEnd(leaveNotes({ dir: runDir, secrets, servers, ports, vhost, registered }));
  if (options.servers) {
    say('MongoDB and RabbitMQ are up, and nothing else; Ctrl-C stops them');
    await life.forever;
    return;
  }
  const history = await launchAll({ options, say, life, servers, secrets, ports, registered });
  const ask = createAsk({ ports, secrets });
  const intake =
    history && (await untilTakenIn({ ask, amqpUrl: servers.amqpUrl(vhost), expected: history, say }));
  const told = await gather({ ask, history, campaigns: ports['marketing-service'] !== undefined, say });
  say.close();
  console.log(
    summaryLines({
      ...told,
      intake,
      ports,
      servers,
      connect: addressesOf(registered, servers, usersFile),
    }).join('\n'),
  );
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
