import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { openMongo } from '#storage';
import { needed } from './needed-environment.js';

export interface TestDatabase {
  readonly name: string;
  /** With the database's name: fit for MONGODB_URI or KEYS_MONGODB_URI of a service. */
  readonly uri: string;
  readonly connection: Connection;
  /** Removes the database and closes the connection. */
  drop(): Promise<void>;
}

/** A database of the test's own; `afterAll(() => database.drop())`. */
export async function testDatabase(label = 'test'): Promise<TestDatabase> {
  const name = `${label}_${process.pid}_${randomBytes(4).toString('hex')}`;
  const uri = uriWithDatabase(needed('TEST_MONGODB_URI'), name);
  const connection = await openMongo(uri);
  return {
    name,
    uri,
    connection,
    drop: async () => {
      await connection.dropDatabase();
      await connection.close();
    },
  };
}

/** Not `new URL`: a replica set's URI lists several hosts. */
export function uriWithDatabase(uri: string, name: string): string {
  const parts = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/.exec(uri);
  if (parts === null) throw new Error('TEST_MONGODB_URI is not a MongoDB URI');
  return `${parts[1]}/${name}${parts[2] ?? ''}`;
}
