import { createHash } from 'node:crypto';
import type { mongo } from 'mongoose';
import { civilDateOf } from '#policy';
import { canonicalJson, type Commitment } from '#ledger';
import { commitmentOf, newSalts, recordOf } from '../ledger/fact-commitment.js';
import type { ErasureNote, ErasureReason } from '../ledger/erasure-note.js';
import type { Erased, Strip } from '../journal/journal.port.js';
import type { Fact } from './fact.js';

/** Hears of what goes before it goes. */
export interface Witness {
  /** Resolves when the note is durable. */
  note(note: ErasureNote): Promise<void>;
  /** Resolves when it is in the journal and in the erasure ledger. */
  erased(erasure: Erased, because: ErasureReason): Promise<void>;
}

const AT_ONCE = 500;

/**
 * Takes facts away, each batch only after a durable note of it: of what the ledger has sealed, or is sealing at this
 * moment, the commitment stays and the note says why nothing opens it. May be repeated after a crash at any point.
 */
export async function eraseFacts<F extends Fact>(
  collection: mongo.Collection<F>,
  filter: mongo.Filter<F>,
  because: ErasureReason,
  witness: Witness,
): Promise<number> {
  for (let erased = 0; ;) {
    const found = await read(collection, filter).limit(AT_ONCE).toArray();
    if (found.length === 0) return erased;
    const leaves = found.flatMap((fact) => commitmentOf(fact) ?? []);
    if (leaves.length > 0) await witness.note(noteOf(leaves, undefined, because));
    await witness.erased({ ids: idsOf(found) }, because);
    // One that was changed meanwhile has another salt and is found again.
    const { deletedCount } = await collection.deleteMany(asRead<F>(found));
    erased += deletedCount;
  }
}

/** Takes parts of facts away. What is left is sealed anew under a new salt; the note ties it to what it was. */
export async function stripFacts<F extends Fact>(
  collection: mongo.Collection<F>,
  filter: mongo.Filter<F>,
  change: Strip,
  because: ErasureReason,
  witness: Witness,
): Promise<void> {
  for (;;) {
    const found = (await read(collection, filter).toArray()).filter((fact) => changes(fact, change));
    if (found.length === 0) return;
    const salts = newSalts(found.length);
    const ties = found.flatMap((fact, index) => {
      const before = commitmentOf(fact);
      const after = commitmentOf({ ...changed(fact, change), salt: salts[index]! });
      return before === undefined || after === undefined ? [] : [[before, after] as const];
    });
    if (ties.length > 0)
      await witness.note(
        noteOf(
          ties.map(([leaf]) => leaf),
          ties.map(([, successor]) => successor),
          because,
        ),
      );
    const erasure = {
      ids: idsOf(found),
      strip: { ...change, unset: [...change.unset, 'seal', 'leaf'] },
      salts,
    };
    await witness.erased(erasure, because);
    await collection.bulkWrite(
      found.map((fact, index) => ({
        updateOne: { filter: asRead<F>([fact]), update: updateOf<F>(erasure.strip, salts[index]) },
      })),
      { ordered: false },
    );
  }
}

/** The effect of what a witness heard, once more: for a restore, on whatever of it has come back. */
export async function eraseAgain<F extends Fact>(
  collection: mongo.Collection<F>,
  { ids, strip, salts = [] }: Erased,
): Promise<void> {
  const these = (some: readonly string[]) => ({ _id: { $in: some } }) as unknown as mongo.Filter<F>;
  if (ids.length === 0) return;
  if (strip === undefined) await collection.deleteMany(these(ids));
  else
    await collection.bulkWrite(
      ids.map((id, index) => ({
        updateOne: { filter: these([id]), update: updateOf<F>(strip, salts[index]) },
      })),
      { ordered: false },
    );
}

const idsOf = (facts: readonly Fact[]): readonly string[] => facts.map(({ _id }) => _id);

const updateOf = <F>({ unset, set }: Strip, salt: unknown): mongo.UpdateFilter<F> =>
  ({
    $unset: Object.fromEntries(unset.map((field) => [field, 1])),
    ...((set !== undefined || salt !== undefined) && {
      $set: { ...set, ...(salt !== undefined && { salt }) },
    }),
  }) as unknown as mongo.UpdateFilter<F>;

/** What a fact owes is no part of it, and may be long. */
const read = <F extends Fact>(
  collection: mongo.Collection<F>,
  filter: mongo.Filter<F>,
): mongo.FindCursor<F> => collection.find<F>(filter).project<F>({ owes: 0 });

function asRead<F extends Fact>(facts: readonly F[]): mongo.Filter<F> {
  const these = {
    _id: { $in: facts.map(({ _id }) => _id) },
    salt: { $in: facts.map(({ salt }) => salt ?? null) },
  };
  return these as unknown as mongo.Filter<F>;
}

const changes = (fact: Fact, change: Strip): boolean =>
  canonicalJson(recordOf(fact)) !== canonicalJson(recordOf(changed(fact, change)));

function changed(fact: Fact, { unset, set }: Strip): Fact {
  const left = Object.fromEntries(Object.entries(fact).filter(([field]) => !unset.includes(field)));
  return { ...(left as unknown as Fact), ...set };
}

function noteOf(
  leaves: readonly Commitment[],
  successors: readonly Commitment[] | undefined,
  because: ErasureReason,
): ErasureNote {
  const now = new Date();
  const name = createHash('sha256').update([...leaves, ...(successors ?? [])].join(' '));
  return {
    _id: `noted/${name.digest('base64url')}`,
    type: 'ledger.erased',
    leaves,
    ...(successors !== undefined && { successors }),
    because,
    at: now.toISOString(),
    on: civilDateOf(now),
    takenAt: now,
  };
}
