import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import mongoose from 'mongoose';

const { MongoClient } = mongoose.mongo;
const within = Date.now() + 60_000;

/**
 * Makes the replica set of one, and the users of what is not ours, each with its own databases only: MONGODB_USERS says
 * `user: database database` a line. May run at every start; a password that changed in its file is changed in the database.
 */
const { MONGODB_ROOT_URI, REPLICA_SET, MEMBER, MONGODB_USERS, SECRETS = '/run/secrets' } = process.env;
const client = new MongoClient(MONGODB_ROOT_URI, { directConnection: true, serverSelectionTimeoutMS: 5000 });
const admin = client.db('admin');
try {
  await eventually(() => admin.command({ ping: 1 }));
  await initiate();
  await eventually(isPrimary);
  for (const line of MONGODB_USERS.trim().split('\n')) {
    const [user, databases] = line.split(':').map((part) => part.trim());
    const password = readFileSync(`${SECRETS}/mongodb-${user}`, 'utf8').trim();
    await putUser(user, password, databases.split(/\s+/));
  }
  process.stdout.write('the replica set and its users are there\n');
} finally {
  await client.close();
}

async function initiate() {
  try {
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host: MEMBER }] } });
  } catch (error) {
    if (error.codeName !== 'AlreadyInitialized') throw error;
  }
}

async function isPrimary() {
  const { isWritablePrimary } = await admin.command({ hello: 1 });
  if (!isWritablePrimary) throw new Error('MongoDB is no primary yet');
}

async function putUser(user, pwd, databases) {
  const roles = databases.map((db) => ({ role: 'readWrite', db }));
  try {
    await admin.command({ createUser: user, pwd, roles });
  } catch (error) {
    if (error.code !== 51003) throw error;
    await admin.command({ updateUser: user, pwd, roles });
  }
}

async function eventually(what) {
  for (;;) {
    try {
      return await what();
    } catch (error) {
      if (Date.now() > within || error.codeName === 'AuthenticationFailed') throw error;
      await pause(500);
    }
  }
}
