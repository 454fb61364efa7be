import { describe, expect, it } from '@jest/globals';
import { addressFact, anna, echo, home, lift, prohibition, work } from '../test/builders.js';
import type { AddressFact } from './address-fact.js';
import { addressesOfParty } from './addresses-of-party.decision.js';
import { peopleMeant, stillMeaningPeople } from './people-of-address.decision.js';

const on = (day: number): string => `2026-06-${String(day).padStart(2, '0')}T09:00:00.000Z`;
const fact = (day: number, own: Partial<AddressFact>): AddressFact =>
  addressFact(`on-${day}`, { at: on(day), subjectKind: undefined, wholeContact: true, ...own });
const hers = [fact(5, { addresses: [work] }), fact(15, { addresses: [home] })];
const ben = 'p_h1_ben';
const his = [addressFact('ben', { party: ben, at: on(16), addresses: [work] })];
const bare = (day: number) => prohibition('p', { address: work, at: on(day) });

describe('right.prohibit – the prohibition of a bare address is the objection of whoever had it', () => {
  it.each([
    ['before she had it', 4, [], []],
    ['when she took it', 5, [anna], [anna]],
    ['while she has it', 10, [anna], [anna]],
    ['when she left it', 15, [anna], [anna]],
    ['after she left it', 16, [], []],
  ])('made %s', (_when, day, later, now) => {
    const parties = (asked: boolean) => peopleMeant([bare(day)], hers, asked).map(({ party }) => party);
    expect([parties(false), parties(true)]).toEqual([later, now]);
  });

  it('asked at that moment, it is also theirs whose address it is as far as anybody knows', () => {
    const [later, now] = [false, true].map((asked) => peopleMeant([bare(1)], [...hers, ...his], asked));
    expect([later, now?.map(({ party }) => party)]).toEqual([[], [ben]]);
  });

  it('asked later by a letter of back then, it is theirs who had it then, and not theirs who have it now', () => {
    const under = { ...work, kid: 'h2', hash: 'work-under-h2' };
    const his2 = [addressFact('ben', { party: ben, at: on(16), addresses: [under, work] })];
    const both = [work, under].map((address) => prohibition('p', { address, at: on(10) }));
    expect(peopleMeant([bare(10)], [...hers, ...his], true).map(({ party }) => party)).toEqual([anna]);
    expect(peopleMeant(both, [...his2, ...hers], true).map(({ party }) => party)).toEqual([anna]);
  });

  it('each prohibition of each person, and an echo under another key as well', () => {
    const other = prohibition('q', { address: home, at: on(20) });
    const under = { ...echo(bare(10), { ...work, kid: 'h2', hash: 'work-under-h2' }), at: on(10) };
    const told = [fact(5, { addresses: [work, { ...work, kid: 'h2', hash: 'work-under-h2' }] })];
    expect(peopleMeant([bare(10), other], hers, false).map(({ of }) => of.suppression)).toEqual([
      's.p',
      's.q',
    ]);
    expect(peopleMeant([under], told, false)).toEqual([{ of: under, party: anna }]);
    expect(peopleMeant([prohibition('r', { party: anna })], hers, true)).toEqual([]);
  });
});

describe('right.prohibit – a bare address’s prohibition means who had it, whenever they come to be known', () => {
  const under = echo(bare(10), { ...work, kid: 'h2', hash: 'work-under-h2' });
  it.each([
    ['while it stands', [], ['s.p', under.suppression]],
    [
      'once somebody has lifted it',
      [lift('l', ['s.p', under.suppression], { party: ben })],
      ['s.p', under.suppression],
    ],
    ['once it is lifted for nobody by name', [lift('l', ['s.p'])], []],
    ['once another one is lifted', [lift('l', ['s.q'])], ['s.p', under.suppression]],
  ])('%s', (_when, lifts, meaning) => {
    const prohibitions = [bare(10), under];
    const still = stillMeaningPeople(prohibitions, [...prohibitions, ...lifts]);
    expect(still.map(({ suppression }) => suppression)).toEqual(meaning);
  });
});

describe('right.prohibit – a party’s addresses are told with the moment they were left', () => {
  it('the last time, where it was taken again', () => {
    expect(addressesOfParty(hers)).toEqual([{ address: work, until: Date.parse(on(15)) }, { address: home }]);
    expect(addressesOfParty([...hers, fact(20, { addresses: [work] })])).toEqual([
      { address: work },
      { address: home, until: Date.parse(on(20)) },
    ]);
    expect(addressesOfParty([...hers, fact(20, { addresses: [work] }), fact(25, { addresses: [] })])).toEqual(
      [
        { address: work, until: Date.parse(on(25)) },
        { address: home, until: Date.parse(on(20)) },
      ],
    );
  });
});
