import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { day, email, ordered, phone, registered, updated } from './acts.fixture.js';
import type { Told } from './acts.js';
import { type Stay, staysOf } from './stays.js';

const user = { kind: 'user-id', hash: 'user' };
const dayOf = (moment: number): number => new Date(moment).getUTCDate();
const said = ({ hashes, since, until }: Stay): string =>
  `${[...hashes].sort().join('+')} ${dayOf(since)}–${until === undefined ? '' : dayOf(until)}`;
const stays = (...told: readonly Told[]): readonly string[] => staysOf(told).map(said).sort();

describe('scope.audience – an address is a person’s from the act that tells it to the one that tells another', () => {
  test.each<[string, readonly Told[], readonly string[]]>([
    ['nothing told', [], []],
    ['a registration', [registered()], ['p 1–', 'v 1–']],
    ['an update to another address', [registered(), updated()], ['p 1–', 'u 10–', 'v 1–10']],
    ['told in the other order', [updated(), registered()], ['p 1–', 'u 10–', 'v 1–10']],
    [
      'an update that no longer has the phone',
      [registered(), updated({ addresses: [email('v')] })],
      ['p 1–10', 'v 1–'],
    ],
    ['an update that has nothing', [registered(), updated({ addresses: [] })], ['p 1–10', 'v 1–10']],
    [
      'an update that tells no addresses',
      [registered(), updated({ addresses: undefined })],
      ['p 1–10', 'v 1–10'],
    ],
    [
      'an update that says the same again',
      [registered(), updated({ addresses: [email('v'), phone('p')] })],
      ['p 1–', 'v 1–'],
    ],
    [
      'back to the first one: it is hers anew',
      [registered(), updated(), updated({ id: 'back', at: day(20), addresses: [email('v')] })],
      ['p 1–20', 'u 10–20', 'v 1–10', 'v 20–'],
    ],
    [
      'an order with an address of its own adds it',
      [registered(), ordered({ addresses: [email('w')] })],
      ['p 1–', 'v 1–', 'w 2–'],
    ],
    [
      'and the next update ends that too',
      [registered(), ordered({ addresses: [email('w')] }), updated()],
      ['p 1–', 'u 10–', 'v 1–10', 'w 2–10'],
    ],
    ['an order without one changes nothing', [registered(), ordered()], ['p 1–', 'v 1–']],
    [
      'a user id is none of the contact details',
      [ordered({ act: 'account-activated', addresses: [user] }), updated({ addresses: [] })],
      ['user 2–'],
    ],
    [
      'two updates at one moment that disagree: neither',
      [registered(), updated(), updated({ id: 'other', addresses: [email('w'), phone('p')] })],
      ['p 1–', 'v 1–10'],
    ],
    [
      'an order at the moment of an update that does not know its address',
      [updated(), ordered({ at: day(10), addresses: [email('w')] })],
      ['p 10–', 'u 10–'],
    ],
    ['one address under two keys', [registered({ addresses: [email('v'), email('v2')] })], ['v+v2 1–']],
    [
      'told under one key, then under both, then under the other: the same address all along',
      [
        registered({ addresses: [email('v')] }),
        updated({ id: 'u1', at: day(5), addresses: [email('v'), email('v2')] }),
        updated({ addresses: [email('v2')] }),
      ],
      ['v+v2 1–'],
    ],
    [
      'told under either key alone, and by something later under both',
      [
        registered({ addresses: [email('v')] }),
        updated({ addresses: [email('v2')] }),
        updated({ id: 'u2', at: day(20), addresses: [email('v2'), email('v')] }),
      ],
      ['v+v2 1–'],
    ],
  ])('%s', (_given, told, outcome) => {
    expect(stays(...told)).toEqual(outcome);
  });

  test('is the same in any order and with any repetition', () => {
    const at = fc.integer({ min: 1, max: 6 }).map((n) => day(n));
    const addresses = fc.subarray([email('v'), email('u'), email('v2'), phone('p')]);
    const told = fc
      .array(
        fc.oneof(
          fc.record({ at, addresses }).map((given) => updated(given)),
          fc.record({ at, addresses }).map((given) => ordered(given)),
        ),
        { maxLength: 6 },
      )
      .map((all) => all.map((each, index) => ({ ...each, id: `${index}` })));
    const shuffled = told.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
    );
    fc.assert(
      fc.property(shuffled, ([all, again]) => {
        expect(stays(...again)).toEqual(stays(...all));
      }),
    );
  });
});
