import mongoose from 'mongoose';
import { forDevelopmentOnly } from './secrets.mjs';

// To try a restore: drops the databases of this machine that MONGODB_URI and KEYS_MONGODB_URI name.
forDevelopmentOnly();
for (const name of ['MONGODB_URI', 'KEYS_MONGODB_URI']) {
  const uri = process.env[name];
  if (uri === undefined) throw new Error(`${name} is not set`);
  if (new URL(uri).hostname !== '127.0.0.1') throw new Error(`${name} is not of this machine`);
  const connection = await mongoose.createConnection(uri).asPromise();
  console.log(`${connection.name} is dropped`);
  await connection.dropDatabase();
  await connection.close();
}
