import type { mongo } from 'mongoose';
import type { Commitment } from '#ledger';
import type { Fact } from '../facts/fact.js';
import { commitmentsTo, storedCommitment } from './fact-commitment.js';
import type { Lot } from './lot.schema.js';
import { COST, type Pace } from './pace.js';

/** A fact that waits for its seal, and by what it is marked: as it stood when it was read. */
export interface Unsealed {
  readonly _id: string;
  readonly leaf: Commitment;
  readonly stored?: Fact['leaf'];
  readonly salt?: Fact['salt'];
}

const COMMITTED_AT_ONCE = 100;
const READ_AT_ONCE = 500;

/**
 * Facts that no seal holds, or those of a lot, with their commitments: as they were appended with, or, of those that have
 * none (an older version wrote them, an erasure left them, a restore brought them back), made now. 0 for `most` is all.
 */
export async function readUnsealed(
  facts: mongo.Collection<Fact>,
  seal: Lot | null,
  most: number,
  pace: Pick<Pace, 'spend'>,
): Promise<readonly Unsealed[]> {
  const unsealed = { seal, salt: { $exists: true } } as unknown as mongo.Filter<Fact>;
  const found: Unsealed[] = [];
  const bare: string[] = [];
  const waiting = facts
    .find(unsealed)
    .project<Pick<Fact, '_id' | 'leaf'>>({ leaf: 1 })
    .limit(most)
    .batchSize(READ_AT_ONCE);
  for await (const { _id, leaf: stored } of waiting) {
    const leaf = storedCommitment({ ...(stored !== undefined && { leaf: stored }) });
    if (leaf === undefined) bare.push(_id);
    else found.push({ _id, leaf, ...(stored !== undefined && { stored }) });
    await pace.spend(COST.read);
  }
  for (let from = 0; from < bare.length; from += COMMITTED_AT_ONCE) {
    const these = { ...unsealed, _id: { $in: bare.slice(from, from + COMMITTED_AT_ONCE) } };
    const some = await facts
      .find(these as mongo.Filter<Fact>, { projection: { owes: 0, audit: 0 } })
      .toArray();
    const leaves = await commitmentsTo(some, pace);
    some.forEach(({ _id, salt }, index) => {
      const leaf = leaves[index];
      if (leaf !== undefined && salt !== undefined) found.push({ _id, leaf, salt });
    });
  }
  return found;
}
