import type { mongo } from 'mongoose';
import { type Fact, type Migration, newSalts } from '#storage';

const AT_ONCE = 1000;

/** Facts of a version before the ledger: without a salt no seal takes them. */
export const saltFacts: Migration = {
  name: '2026-11-23-salt-facts',
  up: async (database) => {
    const facts = database.collection<Fact>('facts');
    for (;;) {
      const unsalted = await facts
        .find({ salt: { $exists: false } }, { projection: { _id: 1 } })
        .limit(AT_ONCE)
        .toArray();
      if (unsalted.length === 0) return;
      const salts = newSalts(unsalted.length);
      await facts.bulkWrite(
        unsalted.map(({ _id }, index): mongo.AnyBulkWriteOperation<Fact> => ({
          updateOne: { filter: { _id, salt: { $exists: false } }, update: { $set: { salt: salts[index]! } } },
        })),
        { ordered: false },
      );
    }
  },
};
