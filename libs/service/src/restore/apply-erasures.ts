import type { Connection } from 'mongoose';
import {
  databaseOf,
  eraseFacts,
  type ErasureLine,
  type Fact,
  type HashKeys,
  newSalts,
  type Strip,
  stripFacts,
} from '#storage';

const because = { reason: 'erased-before-restore' };

/** What the ledger says of facts, found by the keyed hash of their ids. */
interface Fate {
  gone: boolean;
  readonly strips: Strip[];
}

/**
 * Carries out the whole erasure ledger, whatever the backup and the journal hold: facts go or are emptied, and who was
 * erased stays known as erased. What of it the ledger had sealed gets its note. Gives how many facts it still found.
 */
export async function applyErasures(
  data: Connection,
  lines: readonly ErasureLine[],
  keys: Pick<HashKeys, 'erasedHash'>,
): Promise<number> {
  const facts = databaseOf(data).collection<Fact>('facts');
  const tombstones = lines.flatMap(({ deed }) => ('tombstone' in deed ? [factOf(deed.tombstone)] : []));
  for (const tombstone of tombstones)
    await facts.updateOne({ _id: tombstone._id }, { $setOnInsert: salted(tombstone) }, { upsert: true });
  // Where the journal told of the erasure too, its note is there, and nothing is left to be noted.
  const witness = {
    note: async (note: Fact): Promise<void> => {
      await facts.updateOne({ _id: note._id }, { $setOnInsert: salted(note) }, { upsert: true });
    },
    erased: () => Promise.resolve(),
  };
  const fates = fatesBy(lines);
  if (fates.size === 0) return 0;
  let found = 0;
  for await (const { _id } of facts.find({}, { projection: { _id: 1 } })) {
    for (const [kid, byHash] of fates) {
      const fate = byHash.get(keys.erasedHash(_id, kid));
      if (fate === undefined) continue;
      found += 1;
      if (fate.gone) await eraseFacts(facts, { _id }, because, witness);
      else for (const strip of fate.strips) await stripFacts(facts, { _id }, strip, because, witness);
    }
  }
  return found;
}

function fatesBy(lines: readonly ErasureLine[]): ReadonlyMap<string, ReadonlyMap<string, Fate>> {
  const fates = new Map<string, Map<string, Fate>>();
  for (const { kid, deed } of lines) {
    if (!('erased' in deed)) continue;
    const byHash = fates.get(kid) ?? new Map<string, Fate>();
    fates.set(kid, byHash);
    for (const hash of deed.erased) {
      const fate = byHash.get(hash) ?? { gone: false, strips: [] };
      if (deed.strip === undefined) fate.gone = true;
      else fate.strips.push(deed.strip);
      byHash.set(hash, fate);
    }
  }
  return fates;
}

const salted = (fact: Fact): Fact => ({ salt: newSalts(1)[0]!, ...fact });

/** JSON knows no dates. */
const factOf = (told: Readonly<Record<string, unknown>>): Fact =>
  ({ ...told, takenAt: new Date(String(told['takenAt'])) }) as unknown as Fact;
