import { describe, expect, test } from '@jest/globals';
import type { Appended, FactCollection, FactLog } from '#storage';
import { fixedHashKeys, pinnedClock } from '#testing';
import type { PartyFact } from './facts.js';
import { ForgetRecords } from './forget-records.store.js';
import type { InventoryFact } from './inventory-fact.js';

const erasedAt = new Date('2026-07-01T06:00:00Z');
const party = { party: 'p', source: 'web-store' };

describe('right.erase – what is wholly erased does not come back with a replay', () => {
  test.each<[what: string, fact: InventoryFact, stays: boolean]>([
    ['the same news again', registered('15012', '2025-12-01T12:39:00Z'), false],
    ['other news of the record from before', registered('15012', '2026-06-30T12:00:00Z', 'updated'), false],
    ['news of the very moment', registered('15012', '2026-07-01T06:00:00Z', 'same moment'), false],
    ['news from after the erasure', registered('15012', '2026-07-01T06:00:01Z', 'again'), true],
    ['an erased record with an offset in its time', registered('15012', '2026-07-01T08:59:00+03:00'), false],
    [
      'what claims to be from the year 9999, and was there before',
      { ...registered('15012', '9999-12-31T23:59:59Z'), takenAt: new Date('2026-06-30T06:00:00Z') },
      false,
    ],
    ['another record, of which nobody knew', registered('15013', '2025-12-01T12:39:00Z'), true],
    [
      'the same number of another kind',
      { ...registered('15012', '2025-12-01T12:39:00Z'), kind: 'order' },
      true,
    ],
  ])('%s', async (_what, fact, stays) => {
    const { facts, forget } = service();
    await forget.remember('r-1', party, [{ kind: 'customer', record: '15012' }], erasedAt);
    facts.set(fact._id, fact);
    await forget.dropWhatCameLate([fact]);
    expect(facts.has(fact._id)).toBe(stays);
  });

  test('of the record itself only a keyed hash is remembered', async () => {
    const { facts, forget } = service();
    await forget.remember('r-1', party, [{ kind: 'customer', record: '15012' }], erasedAt);
    expect(JSON.stringify([...facts.values()])).not.toContain('15012');
  });
});

function registered(record: string, at: string, id = 'registered'): InventoryFact {
  return {
    _id: `web-store|${id}-${record}`,
    type: 'customer.registered.v1',
    ...party,
    partyId: `customer/${record}`,
    kind: 'customer',
    record,
    mark: 'opened',
    ownAct: true,
    at,
    on: at.slice(0, 10),
    takenAt: erasedAt,
  };
}

function service(): { facts: Map<string, PartyFact>; forget: ForgetRecords } {
  const facts = new Map<string, PartyFact>();
  const collection = {
    ofParties: (parties: readonly string[], types: readonly string[]) =>
      Promise.resolve(
        [...facts.values()].filter(
          ({ party: of, type }) => of !== undefined && parties.includes(of) && types.includes(type),
        ),
      ),
    erase: ({ _id }: { _id: { $in: readonly string[] } }) => {
      for (const id of _id.$in) facts.delete(id);
      return Promise.resolve(_id.$in.length);
    },
  } as unknown as FactCollection<PartyFact>;
  const factLog = {
    append: (some: readonly PartyFact[]): Promise<readonly Appended[]> => {
      for (const fact of some) facts.set(fact._id, fact);
      return Promise.resolve(some.map((fact) => ({ outcome: 'inserted', fact })));
    },
  } as unknown as FactLog<PartyFact>;
  return {
    facts,
    forget: new ForgetRecords(collection, factLog, fixedHashKeys(), pinnedClock('2026-07-01')),
  };
}
