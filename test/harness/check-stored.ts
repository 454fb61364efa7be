import type { mongo } from 'mongoose';
import { collectionsOf } from '#service';
import { type Fitting, fitting } from '#testing';
import { services, type ServiceName } from '../../apps/services.js';

type DatabaseOf = (service: ServiceName, which: 'data' | 'keys') => mongo.Db;

/** Throws where a service has stored what the schemas of its collections do not say; each such thing once. */
export async function checkStored(databaseOf: DatabaseOf): Promise<void> {
  const misfits = new Set<string>();
  for (const service of services)
    for (const [which, schemas] of Object.entries(collectionsOf(service)))
      for (const misfit of await misfitsIn(databaseOf(service.name, which as 'data'), fitting(schemas)))
        misfits.add(`${service.name}, ${misfit}`);
  if (misfits.size > 0)
    throw new Error(`what is stored is not as the schemas say:\n${[...misfits].join('\n')}`);
}

async function misfitsIn(database: mongo.Db, fits: Fitting): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { collectionName } of await database.collections()) {
    if (collectionName.startsWith('system.')) continue;
    for await (const document of database.collection(collectionName).find())
      found.push(...(await fits(collectionName, document)));
  }
  return found;
}
