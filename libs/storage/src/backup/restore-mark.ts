import type { Connection, mongo } from 'mongoose';
import { MIGRATIONS } from '../migrations/migrations.js';
import { databaseOf } from '../open-mongo.js';
import { nameOf } from '../schema/declare-schema.js';
import { restores, type RestoreMark } from './restore-mark.schema.js';

export const RESTORES = nameOf(restores);

const marks = (connection: Connection): mongo.Collection<RestoreMark> =>
  databaseOf(connection).collection<RestoreMark>(RESTORES);

/** Before anything is loaded: a service does not open a database that carries it. Throws where anything is there. */
export async function beginRestore(connection: Connection): Promise<void> {
  const found = await databaseOf(connection).listCollections({}, { nameOnly: true }).toArray();
  for (const { name } of found.filter((one) => one.name !== MIGRATIONS)) {
    if ((await databaseOf(connection).collection(name).findOne({})) !== null)
      throw new Error(`the database is not empty: ${name} holds documents; restore into an empty one`);
  }
  // What was applied to the empty database is not what was applied to the one that comes back.
  await databaseOf(connection).collection(MIGRATIONS).deleteMany({});
  await marks(connection).insertOne({ _id: 'restore', state: 'under-way', startedAt: new Date() });
}

export async function finishRestore(connection: Connection): Promise<void> {
  await marks(connection).updateOne(
    { _id: 'restore' },
    { $set: { state: 'finished', finishedAt: new Date() } },
  );
}

/** Half a restore lacks what people chose and what was erased since the backup: nobody may be answered from it. */
export async function refuseHalfRestored(connection: Connection): Promise<void> {
  if ((await marks(connection).findOne({ _id: 'restore', state: 'under-way' })) !== null)
    throw new Error('this database is not restored to its end: repeat seloste restore into an empty one');
}

/** Runs once after each finished restore, again where it did not come to its end. */
export async function onceRestored(
  connection: Connection,
  name: string,
  work: () => Promise<void>,
): Promise<void> {
  const due = { _id: 'restore' as const, state: 'finished' as const, followedUp: { $ne: name } };
  if ((await marks(connection).findOne(due as mongo.Filter<RestoreMark>)) === null) return;
  await work();
  await marks(connection).updateOne({ _id: 'restore' }, { $addToSet: { followedUp: name } });
}
