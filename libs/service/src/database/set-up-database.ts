import type { Connection } from 'mongoose';
import { migrate } from '#storage';
import { indexesOf, type ServiceDatabase } from './service-database.js';

/** Brings both databases of a service to what it declares. Needs more rights than the service has; may be repeated. */
export async function setUpDatabase(
  database: ServiceDatabase,
  { data, keys }: { readonly data: Connection; readonly keys: Connection },
): Promise<void> {
  const indexes = indexesOf(database);
  await migrate(data, indexes.data);
  await migrate(keys, indexes.keys);
}
