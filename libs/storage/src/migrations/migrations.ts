import { setTimeout as pause } from 'node:timers/promises';
import type { Connection, mongo } from 'mongoose';
import type { UmzugStorage } from 'umzug';
import { databaseOf } from '../open-mongo.js';
import { nameOf } from '../schema/declare-schema.js';
import { type Applied, appliedMigrations, type MigrationLock, migrationLocks } from './migration.schema.js';

/** A change of stored data that index declarations cannot tell. */
export interface Migration {
  /** The day and what it does; they run in the order of their names, and a name is never used again. */
  readonly name: string;
  /** May be broken off anywhere and run again. */
  up(database: mongo.Db): Promise<void>;
}

export interface MigrationState {
  /** Not applied yet. */
  readonly pending: readonly string[];
  /** Applied by a version that knows more than this one. */
  readonly unknown: readonly string[];
}

export const MIGRATIONS = nameOf(appliedMigrations);
const LOCKS = nameOf(migrationLocks);
const LOCKED_FOR_MS = 60_000;

export async function migrationState(
  connection: Connection,
  known: readonly Migration[],
): Promise<MigrationState> {
  const applied = new Set(await appliedIn(databaseOf(connection)).executed({ context: {} }));
  return {
    pending: known.map(({ name }) => name).filter((name) => !applied.has(name)),
    unknown: [...applied].filter((name) => !known.some((one) => one.name === name)),
  };
}

/**
 * Applies what is pending, each once, and gives their names. One at a time: whoever comes second waits, and finds nothing
 * left. Refuses a database that a newer version has migrated.
 */
export async function applyMigrations(
  connection: Connection,
  known: readonly Migration[],
): Promise<readonly string[]> {
  const { pending } = refuseNewer(connection, await migrationState(connection, known));
  if (pending.length === 0) return [];
  const database = databaseOf(connection);
  // With its command line it is a tenth of what a service loads, and hardly ever needed.
  const { Umzug } = await import('umzug');
  return locked(database, async () => {
    const runner = new Umzug({
      migrations: known
        .toSorted((one, other) => (one.name < other.name ? -1 : 1))
        .map((one) => ({ name: one.name, up: () => one.up(database) })),
      storage: appliedIn(database),
      logger: undefined,
    });
    return (await runner.up()).map(({ name }) => name);
  });
}

export function refuseNewer(connection: Connection, state: MigrationState): MigrationState {
  if (state.unknown.length > 0)
    throw new Error(
      `the database ${connection.name} is of a newer version: it has ${state.unknown.join(', ')}; start that version`,
    );
  return state;
}

const appliedIn = (database: mongo.Db): UmzugStorage<object> => {
  const applied = database.collection<Applied>(MIGRATIONS);
  return {
    executed: async () => (await applied.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id),
    logMigration: async ({ name }) => {
      await applied.updateOne({ _id: name }, { $setOnInsert: { at: new Date() } }, { upsert: true });
    },
    unlogMigration: () => Promise.reject(new Error('a migration is not taken back: restore a backup')),
  };
};

/** Whoever died with the lock has it for a minute at most; while it works it is prolonged. */
async function locked<T>(database: mongo.Db, work: () => Promise<T>): Promise<T> {
  const locks = database.collection<MigrationLock>(LOCKS);
  const until = { $add: ['$$NOW', LOCKED_FOR_MS] };
  const take = async (): Promise<boolean> => {
    const expired = { _id: 'lock' as const, $expr: { $lt: ['$until', '$$NOW'] } };
    if ((await locks.updateOne(expired, [{ $set: { until } }])).matchedCount > 0) return true;
    try {
      await locks.insertOne({ _id: 'lock', until: new Date(Date.now() + LOCKED_FOR_MS) });
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code === 11000) return false;
      throw error;
    }
  };
  while (!(await take())) await pause(200);
  const prolonging = setInterval(() => {
    locks.updateOne({ _id: 'lock' }, [{ $set: { until } }]).catch(() => undefined);
  }, LOCKED_FOR_MS / 4);
  try {
    return await work();
  } finally {
    clearInterval(prolonging);
    await locks.deleteOne({ _id: 'lock' });
  }
}
