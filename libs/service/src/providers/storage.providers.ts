import type { FactoryProvider } from '@nestjs/common';
import type { Connection } from 'mongoose';
import {
  FactCollection,
  factIndexes,
  FileMasterKey,
  GroupCommit,
  HashKeys,
  keyIndexes,
  migrate,
  MongoKeys,
  Sealer,
  type DeclaredIndex,
} from '#storage';
import type { ServiceConfig } from '../config/read-config.js';
import type { ServiceLog } from '../log/service-log.js';
import * as token from '../tokens.js';
import { made } from './made.js';
import { openPatiently } from './open-patiently.js';

/** Databases with their indexes in place, keys, and the collection of facts. */
export const storageProviders = (
  name: token.ServiceName,
  indexes: readonly DeclaredIndex[],
): FactoryProvider[] => [
  made(token.CONNECTION, [token.CONFIG, token.LOG], async (config: ServiceConfig, log: ServiceLog) => {
    const connection = await openPatiently(config.mongodbUri, name, log);
    await migrate(connection, [...factIndexes(), ...indexes]);
    return connection;
  }),
  made(token.KEYS_CONNECTION, [token.CONFIG, token.LOG], async (config: ServiceConfig, log: ServiceLog) => {
    const connection = await openPatiently(config.keysMongodbUri, `${name}-keys`, log);
    await migrate(connection, keyIndexes);
    return connection;
  }),
  made(token.HASH_KEYS, [token.CONFIG], ({ hashKeysFile }: ServiceConfig) => HashKeys.load(hashKeysFile)),
  made(
    token.SEALER,
    [token.CONFIG, token.KEYS_CONNECTION],
    async ({ masterKeyFile }: ServiceConfig, keys: Connection) =>
      new Sealer(new MongoKeys(keys, await FileMasterKey.load(masterKeyFile))),
  ),
  made(
    token.FACTS,
    [token.CONNECTION],
    (connection: Connection) => new FactCollection(connection, { attempts: 2 }),
  ),
  made(token.GROUP_COMMIT, [token.FACTS], (collection: FactCollection) => new GroupCommit(collection)),
];
