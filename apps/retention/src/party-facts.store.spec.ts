import { describe, expect, test } from '@jest/globals';
import { type FactCollection, HashKeys } from '#storage';
import { pinnedClock } from '#testing';
import type { PartyFact } from './facts.js';
import { PartyFactsStore } from './party-facts.store.js';

const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64url');
const before = HashKeys.of({ current: 'h1', keys: { h1: key(1) } });
const after = HashKeys.of({ current: 'h2', parties: 'h2', keys: { h1: key(1), h2: key(2) } });

const indexed = (keys: HashKeys, number: string) => {
  const partyId = `customer/${number}`;
  return { _id: keys.partyRef('web-store', partyId), source: 'web-store', partyId };
};
const opened = (keys: HashKeys, number: string): PartyFact => ({
  _id: `${keys.currentKid} ${number}`,
  type: 'request.opened.v1',
  party: indexed(keys, number)._id,
  request: `r-${number}`,
  at: '2026-06-30T06:00:00Z',
  on: '2026-06-30',
  takenAt: new Date(0),
});

describe('right.erase – a request holds the clocks of its party, whichever hash key it was opened under', () => {
  const stored = [opened(before, '1'), opened(after, '1'), opened(after, '2'), opened(before, '3')];
  const facts = {
    ofParties: async (parties: readonly string[]) => stored.filter(({ party }) => parties.includes(party)),
  } as unknown as FactCollection<PartyFact>;

  test.each<[string, HashKeys, string, string[]]>([
    ['known under the key of then, asked for under both', before, '1', ['h1 1', 'h2 1']],
    ['known under both', after, '1', ['h1 1', 'h2 1']],
    ['asked for under the new key', before, '2', ['h2 2']],
    ['asked for under the old key', after, '3', ['h1 3']],
    ['not asked for', after, '4', []],
  ])('%s', async (_given, keys, number, expected) => {
    const party = indexed(keys, number);
    const others = [indexed(before, '1'), indexed(after, '1')].filter(({ _id }) => _id !== party._id);
    const store = new PartyFactsStore(facts, after, pinnedClock('2026-07-01'));
    const { computed } = await store.computeEach([...others, party], (known) => known.map(({ _id }) => _id));
    expect(computed.find(({ of }) => of._id === party._id)?.value).toEqual(expected);
  });
});

describe('promise 6 – one record that cannot be computed stops nobody else', () => {
  const told = (number: string, more: object): PartyFact => ({
    ...opened(after, number),
    takenAt: new Date('2026-06-30T09:00:00Z'),
    ...more,
  });
  const stored = [told('1', {}), told('2', { at: undefined }), told('3', { at: '9999-12-31T23:59:59Z' })];
  const facts = { ofParties: async () => stored } as unknown as FactCollection<PartyFact>;
  const store = new PartyFactsStore(facts, after, pinnedClock('2026-07-01'));

  test('its party is told apart with the class of the error', async () => {
    const all = ['1', '2', '3'].map((number) => indexed(after, number));
    const { computed, failed } = await store.computeEach(all, (known) => known.map(({ at }) => at));
    expect(computed.map(({ value }) => value)).toEqual([
      ['2026-06-30T06:00:00Z'],
      ['2026-06-30T09:00:00.000Z'],
    ]);
    expect(failed).toEqual([{ of: indexed(after, '2'), reason: 'TypeError' }]);
  });
});
