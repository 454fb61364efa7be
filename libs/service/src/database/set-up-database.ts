import type { Connection } from 'mongoose';
import { applyMigrations, createIndexes } from '#storage';
import { indexesOf, migrationsOf, type ServiceDatabase } from './service-database.js';

/**
 * Brings both databases of a service to what it declares, and gives the migrations that were applied. Needs more rights than
 * the service has; may be repeated.
 */
export async function setUpDatabase(
  database: ServiceDatabase,
  { data, keys }: { readonly data: Connection; readonly keys: Connection },
): Promise<readonly string[]> {
  const applied = await applyMigrations(data, migrationsOf(database));
  const indexes = indexesOf(database);
  await createIndexes(data, indexes.data);
  await createIndexes(keys, indexes.keys);
  return applied;
}
