import { createConnection } from 'mongoose';
import type { Connection } from 'mongoose';
import { endLostWrites } from './end-lost-writes.js';
import { silentLog } from './log.js';
import type { StorageLog } from './log.js';
import { TransientStorageError } from './storage-errors.js';

export interface MongoOptions {
  readonly log?: StorageLog;
  readonly serverSelectionTimeoutMS?: number;
  readonly maxPoolSize?: number;
  readonly appName?: string;
  /** Who signed the servers' certificates, PEM; asks for TLS. */
  readonly caFile?: string;
}

/**
 * Nothing counts as written before a majority has it in the journal, and nothing is read that could still be
 * rolled back. Every wait has an end, so that a service can say 503 instead of hanging.
 */
export async function openMongo(uri: string, options: MongoOptions = {}): Promise<Connection> {
  const log = options.log ?? silentLog;
  const connection = createConnection(uri, {
    ...(options.appName === undefined ? {} : { appName: options.appName }),
    ...(options.caFile === undefined ? {} : { tls: true, tlsCAFile: options.caFile }),
    serverSelectionTimeoutMS: options.serverSelectionTimeoutMS ?? 5000,
    connectTimeoutMS: 5000,
    socketTimeoutMS: 60_000,
    waitQueueTimeoutMS: 5000,
    maxPoolSize: options.maxPoolSize ?? 20,
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: 10_000 },
    readConcern: { level: 'majority' },
    retryWrites: true,
    retryReads: true,
    ignoreUndefined: true,
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
  });
  connection.on('disconnected', () => log.warn({}, 'MongoDB is away'));
  connection.on('reconnected', () => log.info({}, 'MongoDB is back'));
  connection.on('error', (error: Error) => log.warn({ error: error.name }, 'MongoDB connection failed'));
  try {
    await connection.asPromise();
    endLostWrites(connection.getClient());
    return connection;
  } catch (error) {
    await connection.close(true).catch(() => undefined);
    throw error;
  }
}

/** Answers within `withinMs`, or throws: readiness asks it. */
export async function ping(connection: Connection, withinMs = 2000): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  // The driver's own `timeoutMS` has no effect.
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TransientStorageError('MongoDB does not answer')), withinMs);
  });
  await Promise.race([databaseOf(connection).command({ ping: 1 }), late]).finally(() => clearTimeout(timer));
}

/** The driver's database: what goes through it is neither cast nor validated by mongoose, and never buffered. */
export function databaseOf(connection: Connection): NonNullable<Connection['db']> {
  if (connection.db === undefined) throw new Error('the MongoDB connection is not open');
  return connection.db;
}
