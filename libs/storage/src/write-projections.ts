import { mongo } from 'mongoose';

export interface Projection {
  readonly _id: string;
  /** How many facts it was folded from: the guard. */
  readonly folded: number;
}

export interface ProjectionWrite<P extends Projection> {
  readonly _id: P['_id'];
  readonly folded: number;
  readonly set: Readonly<Omit<P, '_id' | 'folded'>>;
}

/** Writes a projection only over one that was folded from fewer facts. Safe to repeat; losers are no error. */
export async function writeProjections<P extends Projection>(
  collection: mongo.Collection<P>,
  items: readonly ProjectionWrite<P>[],
): Promise<void> {
  const refused = await upsertGuarded(collection, items, true);
  // Two first writers race on the same new `_id`; the one that is refused may be the one that knows more.
  await upsertGuarded(collection, refused, false);
}

async function upsertGuarded<P extends Projection>(
  collection: mongo.Collection<P>,
  items: readonly ProjectionWrite<P>[],
  upsert: boolean,
): Promise<readonly ProjectionWrite<P>[]> {
  if (items.length === 0) return [];
  const operations = items.map(({ _id, folded, set }) => ({
    updateOne: { filter: { _id, folded: { $lt: folded } }, update: { $set: { ...set, folded } }, upsert },
  }));
  try {
    await collection.bulkWrite(operations as unknown as mongo.AnyBulkWriteOperation<P>[], { ordered: false });
    return [];
  } catch (error) {
    if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
    const errors = [error.writeErrors].flat();
    const onlyLosers =
      errors.length > 0 &&
      errors.every(({ code, errmsg }) => code === 11000 && / index: _id_ /.test(errmsg ?? ''));
    if (!onlyLosers || error.result.getWriteConcernError() !== undefined) throw error;
    return errors.flatMap(({ index }) => items[index] ?? []);
  }
}
