import type { Connection, mongo } from 'mongoose';
import type { Commitment } from '#ledger';
import type { Fact } from '../facts/fact.js';
import { databaseOf } from '../open-mongo.js';
import { commitmentOf } from './fact-commitment.js';
import { LedgerStore } from './ledger-store.js';

const AT_ONCE = 1000;

/**
 * Facts come from the journal without the mark of their seal, which was set after them, and without their lot. The
 * leaves of the seals from `first` on, which came from there too, tell; of a lot that the backup has not seen sealed,
 * the facts may have been sealed as a whole since, or one by one. Gives how many were marked. May be repeated.
 */
export async function markSealed(connection: Connection, first: number): Promise<number> {
  const store = new LedgerStore(connection);
  await store.lots.takeAllApart();
  const sealOf = new Map<Commitment, number>();
  for await (const { seal, leaves } of store.sealsFrom(first))
    for (const leaf of leaves) sealOf.set(leaf, seal);
  const facts = databaseOf(connection).collection<Fact>('facts');
  const unsealed = { seal: null, salt: { $exists: true } } as unknown as mongo.Filter<Fact>;
  let marked = 0;
  let marks: mongo.AnyBulkWriteOperation<Fact>[] = [];
  const flush = async (): Promise<void> => {
    if (marks.length > 0) marked += (await facts.bulkWrite(marks, { ordered: false })).modifiedCount;
    marks = [];
  };
  for await (const fact of facts.find(unsealed, { projection: { owes: 0 } })) {
    const leaf = commitmentOf(fact);
    const seal = leaf === undefined ? undefined : sealOf.get(leaf);
    if (seal === undefined) continue;
    marks.push({ updateOne: { filter: { _id: fact._id }, update: { $set: { seal }, $unset: { leaf: 1 } } } });
    if (marks.length >= AT_ONCE) await flush();
  }
  await flush();
  return marked;
}
