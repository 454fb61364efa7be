import type { Connection } from 'mongoose';
import {
  applyMigrations,
  type DeclaredIndex,
  indexDrift,
  createIndexes,
  type Migration,
  migrationState,
  refuseHalfRestored,
  refuseNewer,
} from '#storage';
import type { ServiceConfig } from '../config/read-config.js';

interface Declared {
  readonly indexes: readonly DeclaredIndex[];
  readonly migrations: readonly Migration[];
}

/**
 * A service has no right to build its database, so it looks whether all is there, and does not start otherwise. In the
 * profile `embedded`, and with the rights to, it does what is missing itself.
 */
export async function openDatabase(
  connection: Connection,
  { indexes, migrations }: Declared,
  { profile }: Pick<ServiceConfig, 'profile'>,
): Promise<Connection> {
  await refuseHalfRestored(connection);
  const lacking = await lackingIn(connection, { indexes, migrations });
  if (lacking === undefined) return connection;
  if (profile !== 'embedded')
    throw new Error(
      `the database ${connection.name} is older than this version: ${lacking}; run seloste databases apply`,
    );
  await applyMigrations(connection, migrations);
  await createIndexes(connection, indexes);
  return connection;
}

async function lackingIn(
  connection: Connection,
  { indexes, migrations }: Declared,
): Promise<string | undefined> {
  const { pending } = refuseNewer(connection, await migrationState(connection, migrations));
  if (pending.length > 0) return `${pending.join(', ')} not applied`;
  const drift = await indexDrift(connection, indexes);
  return drift.find((line) => !line.endsWith('not declared'));
}
