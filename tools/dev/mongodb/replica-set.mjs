import { asTheServer, putUser } from './users.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const notYetInitiated = 94;
const alreadyInitiated = 23;

/** While it changes its role mongod closes connections, and while it reads its configuration it denies having one. */
const passes = (error) => error.name === 'MongoNetworkError' || error.code === alreadyInitiated;

async function open({ port, key, over }) {
  const { default: mongoose } = await import('mongoose');
  const [who, from] = key === undefined ? ['', ''] : [asTheServer(key), '&authSource=local'];
  const uri = `mongodb://${who}127.0.0.1:${port}/?directConnection=true${from}`;
  while (Date.now() < over()) {
    const client = new mongoose.mongo.MongoClient(uri, {
      serverSelectionTimeoutMS: 500,
      monitorCommands: false,
    });
    try {
      await client.connect();
      await client.db('admin').command({ ping: 1 });
      return client;
    } catch {
      await client.close();
      await pause(100);
    }
  }
  throw new Error('mongod did not answer');
}

/** The set's only member carries our port in its own configuration; after a change of port it must be told. */
async function configure(admin, host, set) {
  try {
    const { config } = await admin.command({ replSetGetConfig: 1 });
    if (config.members.length === 1 && config.members[0].host === host) return;
    const members = [{ ...config.members[0], host }];
    await admin.command({
      replSetReconfig: { ...config, version: config.version + 1, members },
      force: true,
    });
  } catch (error) {
    if (error.code !== notYetInitiated) throw error;
    await admin.command({ replSetInitiate: { _id: set, members: [{ _id: 0, host }] } });
  }
}

async function attempt({ port, set, key, users, over }) {
  const client = await open({ port, key, over });
  try {
    const admin = client.db('admin');
    await configure(admin, `127.0.0.1:${port}`, set);
    while (Date.now() < over()) {
      if ((await admin.command({ hello: 1 })).isWritablePrimary) {
        for (const user of users) await putUser(admin, user);
        return;
      }
      await pause(50);
    }
    throw new Error('mongod did not become primary');
  } finally {
    await client.close();
  }
}

/** Resolves once the one member accepts writes, and has its users. */
export async function makePrimary({ port, set, key, users = [], isOver, within = 60_000 }) {
  const deadline = Date.now() + within;
  const over = () => (isOver() ? 0 : deadline);
  for (;;) {
    try {
      return await attempt({ port, set, key, users, over });
    } catch (error) {
      if (!passes(error) || Date.now() >= over()) throw error;
      await pause(100);
    }
  }
}
