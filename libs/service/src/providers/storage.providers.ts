import type { FactoryProvider } from '@nestjs/common';
import type { Connection } from 'mongoose';
import {
  ErasureLedger,
  FactCollection,
  factIndexes,
  FileMasterKey,
  GroupCommit,
  HashKeys,
  type Journal,
  keyIndexes,
  ledgerIndexes,
  type MasterKey,
  migrate,
  MongoKeys,
  refuseHalfRestored,
  Sealer,
  WrappedKeys,
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
  made(token.DECLARED_INDEXES, [], () => ({ facts: [...factIndexes(), ...indexes], keys: keyIndexes })),
  made(token.CONNECTION, [token.CONFIG, token.LOG], async (config: ServiceConfig, log: ServiceLog) => {
    const connection = await openPatiently(config.mongodbUri, config.mongodbCaFile, name, log);
    await refuseHalfRestored(connection);
    await migrate(connection, [...factIndexes(), ...ledgerIndexes, ...indexes]);
    return connection;
  }),
  made(token.KEYS_CONNECTION, [token.CONFIG, token.LOG], async (config: ServiceConfig, log: ServiceLog) => {
    const connection = await openPatiently(config.keysMongodbUri, config.mongodbCaFile, `${name}-keys`, log);
    await refuseHalfRestored(connection);
    await migrate(connection, keyIndexes);
    return connection;
  }),
  made(token.HASH_KEYS, [token.CONFIG], ({ hashKeysFile }: ServiceConfig) => HashKeys.load(hashKeysFile)),
  made(
    token.ERASURES,
    [token.CONFIG, token.HASH_KEYS],
    ({ erasureLedgerDir }: ServiceConfig, keys: HashKeys) => ErasureLedger.open(erasureLedgerDir, name, keys),
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
      new FactCollection(connection, { attempts: 2, journal, erasures }),
  ),
  made(token.GROUP_COMMIT, [token.FACTS], (collection: FactCollection) => new GroupCommit(collection)),
];
