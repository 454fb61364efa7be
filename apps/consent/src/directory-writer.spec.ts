import { describe, expect, it } from '@jest/globals';
import type { Appended, FactCollection } from '#storage';
import { MemoryKeys, Sealer } from '#storage';
import { aCustomerRegistered, fixedHashKeys, pinnedClock } from '#testing';
import { anErasure } from './consent-facts.builder.js';
import type { ConsentServiceFact } from './consent-facts.js';
import { DirectoryWriter } from './directory-writer.js';
import { describeParty } from './keep-directory/describe-party.decision.js';

const keys = fixedHashKeys();
const erasure = anErasure({ party: keys.partyRef('web-store', 'customer/12748') });

interface Tried {
  readonly outcomes: readonly string[];
  readonly stripped: readonly string[];
}

/** What the writer does when the erasure becomes known with its `nth` look, and the append says `appended`. */
async function write(nth: number, appended: object = { outcome: 'inserted' }): Promise<Tried> {
  const stripped: string[] = [];
  let looks = 0;
  const facts = {
    ofParties: async () => {
      looks += 1;
      return looks >= nth ? [erasure] : [];
    },
    strip: async ({ _id }: { _id: { $in: string[] } }) => stripped.push(..._id.$in),
  } as unknown as FactCollection<ConsentServiceFact>;
  const factLog = { append: async () => [appended as Appended] };
  const writer = new DirectoryWriter(
    facts,
    factLog as never,
    keys,
    new Sealer(new MemoryKeys()),
    [],
    pinnedClock('2026-07-01'),
  );
  const outcomes = await writer.write([describeParty(aCustomerRegistered({}, { id: 'e-1' }))]);
  return { outcomes: outcomes.map(({ kind }) => kind), stripped };
}

describe('A fact and the erasure of its party never miss each other', () => {
  it.each<[string, number, string[]]>([
    ['no erasure', 9, []],
    ['an erasure written while the fact was', 2, [keys.factId('web-store/event/e-1')]],
    ['an erasure from before', 1, [keys.factId('web-store/event/e-1')]],
  ])('%s', async (_given, look, stripped) => {
    expect(await write(look)).toEqual({ outcomes: ['done'], stripped });
  });

  it('strips a fact that an earlier delivery wrote before it crashed', async () => {
    expect(await write(2, { outcome: 'duplicate' })).toEqual({
      outcomes: ['done'],
      stripped: [keys.factId('web-store/event/e-1')],
    });
  });

  it('parks what cannot be stored', async () => {
    expect(await write(9, { outcome: 'failed', failed: new Error('refused') })).toEqual({
      outcomes: ['park'],
      stripped: [],
    });
  });
});
