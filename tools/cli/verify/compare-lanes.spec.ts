import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { runsOf } from '#messaging';
import {
  countIn,
  goneAtPublisher,
  lanesOf,
  notHeldYet,
  stillMissing,
  withoutUnnumbered,
} from './compare-lanes.js';

const lane = (numbers: Iterable<number>) =>
  lanesOf([{ lane: 'l', runs: runsOf([...numbers].sort((a, b) => a - b)) }]);

/** What becomes of each number of a lane, in the time between the four looks. */
const fates = [
  'here-before',
  'owed',
  'on-its-way',
  'lost',
  'parked',
  'never-written',
  'published-later',
] as const;
type Fate = (typeof fates)[number];
const having = (all: readonly Fate[], ...some: readonly Fate[]) =>
  lane(all.flatMap((fate, n) => (some.includes(fate) ? [n] : [])));
const dayOf = (_lane: string, n: number): string => `2026-11-0${n}`;

describe('What a publisher has published and a holder has not', () => {
  it('is missing only if it is lost, whatever is owed, on its way, parked or new', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...fates), { maxLength: 40 }), (all) => {
        const look = {
          heldBefore: having(all, 'here-before'),
          published: having(all, 'here-before', 'owed', 'on-its-way', 'lost', 'parked'),
          owed: having(all, 'owed'),
        };
        const heldNow = having(all, 'here-before', 'on-its-way', 'published-later');
        const missing = stillMissing(notHeldYet(look), heldNow, having(all, 'parked'));
        expect(countIn(missing)).toBe(all.filter((fate) => fate === 'lost').length);
        expect(countIn(goneAtPublisher(look))).toBe(0);
      }),
    );
  });

  it('is looked for only where the first look leaves something open', () => {
    const held = lane([1, 2, 3]);
    expect(notHeldYet({ heldBefore: held, published: held, owed: new Map() }).size).toBe(0);
  });

  it('is gone at the publisher where the holder has more', () => {
    const look = { heldBefore: lane([1, 2, 3]), published: lane([1, 3]), owed: new Map() };
    expect([...goneAtPublisher(look)]).toEqual([['l', [[2, 2]]]]);
  });

  it.each([
    ['as many are held without a number', [1, 2], 2, []],
    ['more are held without a number', [1], 2, []],
    ['fewer are held without a number: which of them cannot be told', [1, 2], 1, [1, 2]],
    ['the later one cannot be among those', [1, 4], 2, [4]],
  ])('is missing only as far as it cannot be held without a number: %s', (_, missing, facts, left) => {
    const found = withoutUnnumbered(lane(missing), dayOf, { facts, until: '2026-11-03' });
    expect(found).toEqual(left.length === 0 ? new Map() : lane(left));
  });

  it('is a whole lane where the holder has nothing of it', () => {
    const look = { heldBefore: new Map(), published: lane([4, 5]), owed: new Map() };
    expect([...stillMissing(notHeldYet(look), new Map(), new Map())]).toEqual([['l', [[4, 5]]]]);
  });
});
