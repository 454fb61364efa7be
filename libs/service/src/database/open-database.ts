import type { Connection } from 'mongoose';
import { type DeclaredIndex, indexDrift, migrate, refuseHalfRestored } from '#storage';
import type { ServiceConfig } from '../config/read-config.js';

/**
 * A service has no right to build its database, so it looks whether all is there, and does not start otherwise. In the
 * profile `embedded`, and with the rights to, it does what is missing itself.
 */
export async function openDatabase(
  connection: Connection,
  declared: readonly DeclaredIndex[],
  { profile }: Pick<ServiceConfig, 'profile'>,
): Promise<Connection> {
  await refuseHalfRestored(connection);
  const drift = await indexDrift(connection, declared);
  const lacking = drift.find((line) => !line.endsWith('not declared'));
  if (lacking === undefined) return connection;
  if (profile !== 'embedded')
    throw new Error(
      `the database ${connection.name} is not as this version needs it: ${lacking}; run seloste databases apply`,
    );
  await migrate(connection, declared);
  return connection;
}
