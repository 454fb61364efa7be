import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimData } from './data-version.mjs';
import { externalBroker, externalMongo } from './external.mjs';
import { findMongod } from './mongodb/find.mjs';
import { createMongod } from './mongodb/mongod.mjs';
import { cache } from './paths.mjs';
import { stopLeftovers } from './process/leftovers.mjs';
import { choosePort, returnPort } from './process/ports.mjs';
import { createBroker } from './rabbitmq/broker.mjs';
import { findRabbit } from './rabbitmq/find.mjs';

const rememberedPorts = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
};

async function choosePorts({ dir, say, wishes }) {
  const file = join(dir, 'ports.json');
  const before = rememberedPorts(file);
  const ports = {};
  for (const what of Object.keys(wishes))
    ports[what] = await choosePort([wishes[what], before[what]], { what, say });
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}

async function ownMongo({ dir, say, places, mongo }) {
  const found = await findMongod({ cache, say });
  claimData({
    dir: places.mongo,
    name: 'MongoDB',
    version: found.version,
    holdsData: existsSync(join(dir, 'mongo', 'WiredTiger')),
    chosenBy: 'SELOSTE_MONGODB',
  });
  const ports = await choosePorts({ dir: places.mongo, say, wishes: { mongodb: mongo.port } });
  const mongod = createMongod({
    auth: true,
    ...places,
    ...mongo,
    dir,
    command: found.command,
    env: found.env,
    port: ports.mongodb,
  });
  await mongod.start();
  say(`MongoDB ${found.version} (${found.origin}) on port ${mongod.port}`);
  const stop = async () => {
    await mongod.stop();
    returnPort(mongod.port);
  };
  return { ...mongod, stop };
}

const login = (who) => `${encodeURIComponent(who.user)}:${encodeURIComponent(who.password)}`;

async function ownBroker({ dir, say, places, broker }) {
  const found = await findRabbit({ cache, say });
  const data = join(dir, 'rabbitmq', 'data');
  claimData({
    dir: places.rabbit,
    name: 'RabbitMQ',
    version: found.version,
    holdsData: existsSync(data) && readdirSync(data).length > 0,
    chosenBy: 'SELOSTE_RABBITMQ',
  });
  const { port, managementPort } = broker;
  const wishes = {
    amqp: port,
    management: managementPort,
    prometheus: undefined,
    dist: undefined,
    epmd: undefined,
  };
  const ports = await choosePorts({ dir: places.rabbit, say, wishes });
  const rabbit = createBroker({ ...places, ...broker, dir, found, ports });
  await rabbit.start();
  say(`RabbitMQ ${found.version} (${found.origin}) on port ${ports.amqp}, management on ${ports.management}`);
  return {
    ...rabbit,
    managementUrl: `http://127.0.0.1:${ports.management}`,
    url: (vhost = '/', who = rabbit) =>
      `amqp://${login(who)}@127.0.0.1:${ports.amqp}/${encodeURIComponent(vhost)}`,
    stop: async () => {
      await rabbit.stop();
      Object.values(ports).forEach(returnPort);
    },
  };
}

/**
 * MongoDB and RabbitMQ for one folder: those the environment names, else private children of this process
 * whose data stays below `dir`. They end with this process, however it ends. With `privateOnly` the
 * environment's servers are not considered (a test that kills its servers must own them).
 */
export async function startServers({
  dir,
  say = () => {},
  broker = {},
  mongo = {},
  onDown,
  privateOnly = false,
}) {
  const places = {
    pids: join(dir, 'pids'),
    logs: join(dir, 'logs'),
    mongo: join(dir, 'mongo'),
    rabbit: join(dir, 'rabbitmq'),
  };
  for (const place of Object.values(places)) mkdirSync(place, { recursive: true, mode: 0o700 });
  await stopLeftovers(places.pids, say);
  const own = { dir, say, places: { ...places, onDown } };
  const database = (!privateOnly && externalMongo(say)) || ownMongo({ ...own, mongo });
  const rabbit = (!privateOnly && externalBroker(say)) || ownBroker({ ...own, broker });
  return together(dir, await bothOrNone(database, rabbit));
}

/** When one fails the other must not stay. */
async function bothOrNone(...starting) {
  const ended = await Promise.allSettled(starting.map((one) => Promise.resolve(one)));
  const failed = ended.filter((one) => one.status === 'rejected');
  if (failed.length === 0) return ended.map((one) => one.value);
  await Promise.all(ended.map(async (one) => one.value?.stop()));
  throw new Error(failed.map((one) => one.reason.message).join('\n'), { cause: failed[0].reason });
}

function together(dir, [database, rabbit]) {
  return {
    dir,
    mongoUri: database.uri,
    mongoPort: database.port,
    mongoAdminUri: database.port === undefined ? undefined : database.uri('admin'),
    amqpUrl: rabbit.url,
    managementUrl: rabbit.managementUrl,
    adminUser: rabbit.user,
    adminPassword: rabbit.password,
    adminPasswordFile: rabbit.passwordFile,
    restartBroker: rabbit.restart,
    restartMongo: database.restart,
    killBroker: rabbit.kill,
    controlBroker: rabbit.control,
    killMongo: database.kill,
    stop: async () => void (await Promise.all([rabbit.stop(), database.stop()])),
  };
}
