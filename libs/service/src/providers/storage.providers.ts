import type { FactoryProvider } from '@nestjs/common';
import type { Connection } from 'mongoose';
import {
  ErasureLedger,
  FactCollection,
  FileMasterKey,
  HashKeys,
  type Journal,
  Lots,
  type MasterKey,
  MongoErasureRegister,
  MongoKeys,
  Sealer,
  WrappedKeys,
} from '#storage';
import type { ServiceConfig } from '../config/read-config.js';
import { openDatabase } from '../database/open-database.js';
import { indexesOf, migrationsOf, type ServiceDatabase } from '../database/service-database.js';
import type { ServiceLog } from '../log/service-log.js';
import * as token from '../tokens.js';
import { made } from './made.js';
import { openPatiently } from './open-patiently.js';

/** Databases with their indexes in place, keys, and the collection of facts. */
export const storageProviders = (database: ServiceDatabase): FactoryProvider[] => [
  made(token.DATABASE, [], () => database),
  made(token.CONNECTION, [token.CONFIG, token.LOG], async (config: ServiceConfig, log: ServiceLog) => {
    const connection = await openPatiently(config.mongodbUri, config.mongodbCaFile, database.name, log);
    const declared = { indexes: indexesOf(database).data, migrations: migrationsOf(database) };
    return openDatabase(connection, declared, config);
  }),
  made(token.KEYS_CONNECTION, [token.CONFIG, token.LOG], async (config: ServiceConfig, log: ServiceLog) => {
    const name = `${database.name}-keys`;
    const connection = await openPatiently(config.keysMongodbUri, config.mongodbCaFile, name, log);
    return openDatabase(connection, { indexes: indexesOf(database).keys, migrations: [] }, config);
  }),
  made(token.HASH_KEYS, [token.CONFIG], ({ hashKeysFile }: ServiceConfig) => HashKeys.load(hashKeysFile)),
  made(
    token.ERASURES,
    [token.CONFIG, token.HASH_KEYS, token.CONNECTION, token.JOURNAL],
    ({ erasureLedgerDir }: ServiceConfig, keys: HashKeys, connection: Connection, journal: Journal) =>
      ErasureLedger.open(erasureLedgerDir, database.name, keys, {
        register: new MongoErasureRegister(connection, journal),
      }),
  ),
  made(token.MASTER_KEY, [token.CONFIG], ({ masterKeyFile }: ServiceConfig) =>
    FileMasterKey.load(masterKeyFile),
  ),
  made(
    token.KEYS,
    [token.MASTER_KEY, token.KEYS_CONNECTION, token.JOURNAL, token.ERASURES],
    (master: MasterKey, keys: Connection, journal: Journal, erasures: ErasureLedger) =>
      new MongoKeys(keys, master, { journal, erasures }),
  ),
  made(
    token.WRAPPED_KEYS,
    [token.KEYS_CONNECTION, token.MASTER_KEY],
    (keys: Connection, master: MasterKey) => new WrappedKeys(keys, master),
  ),
  made(token.SEALER, [token.KEYS], (keys: MongoKeys) => new Sealer(keys)),
  made(
    token.FACTS,
    [token.CONNECTION, token.JOURNAL, token.ERASURES],
    (connection: Connection, journal: Journal, erasures: ErasureLedger) =>
      new FactCollection(connection, { attempts: 2, journal, erasures, lots: new Lots(connection) }),
  ),
];
