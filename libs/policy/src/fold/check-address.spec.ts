import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../model/parse-policy.js';
import {
  day,
  erased,
  granted,
  lifted,
  offered,
  ordered,
  prohibited,
  registered,
  updated,
  withdrawn,
} from './acts.fixture.js';
import type { Act } from './acts.js';
import { checkAddress, type KnownOfAddress } from './check-address.js';

const file = 'policies/midare/2018-05-25/policy.yaml';
const policy = parsePolicy(readFileSync(file, 'utf8'), file);
const now = '2026-07-01T06:00:00.000Z';
const question = { channel: 'email', purpose: 'direct-marketing', productGroup: 'lamps', at: now };
const moment = { now, asOf: now };
const v = new Set(['v']);

const checked = (known: Partial<KnownOfAddress>) =>
  checkAddress(policy, question, { hashes: v, ofAddress: [], people: new Map(), ...known }, moment);
const answer = (people: Readonly<Record<string, readonly Act[]>>, ofAddress: readonly Act[] = []): string => {
  const { allowed, because } = checked({ people: new Map(Object.entries(people)), ofAddress }).decision;
  return allowed ? because[2]!.reason : because[0]!.reason;
};

const anna = [registered(), granted()];
const left = [...anna, updated()];
const ben = [registered({ id: 'ben', at: day(11), subjectKind: undefined })];
const atV = (given: object = {}): Act => prohibited({ id: 's.v', personal: false, address: 'v', ...given });

describe('basis.consent – a consent is the person’s, and says nothing of an address that is hers no longer', () => {
  test.each<[string, Readonly<Record<string, readonly Act[]>>, string]>([
    ['nobody known', {}, 'consumer-not-opted-in'],
    ['hers', { anna }, 'consent-given'],
    ['left', { anna: left }, 'consumer-not-opted-in'],
    ['left, and somebody else’s now', { anna: left, ben }, 'consumer-not-opted-in'],
    [
      'somebody else’s who has consented too',
      { anna: left, ben: [...ben, granted({ id: 'c.b' })] },
      'consent-given',
    ],
    [
      'she has prohibited since, from elsewhere',
      { anna: [...left, prohibited()], ben: [...ben, granted()] },
      'consent-given',
    ],
  ])('%s', (_given, people, outcome) => {
    expect(answer(people)).toBe(outcome);
  });

  test.each(['phone', 'post'])('promise 1 – an address that nobody has is denied by %s too', (channel) => {
    const { decision } = checkAddress(
      policy,
      { ...question, channel },
      { hashes: v, ofAddress: [], people: new Map([['anna', left]]) },
      moment,
    );
    expect(decision).toMatchObject({ allowed: false, because: [{ reason: 'party-unknown' }], asOf: now });
  });

  test('says whose address it is', () => {
    const { holders } = checked({
      people: new Map([
        ['anna', left],
        ['ben', ben],
      ]),
    });
    expect(holders.map(({ name }) => name)).toEqual(['ben']);
  });

  test('is met under any of its keys', () => {
    const hashes = new Set(['v-under-another-key', 'v']);
    expect(checked({ hashes, people: new Map([['anna', anna]]) }).decision.allowed).toBe(true);
    expect(checked({ hashes: new Set(['x']), people: new Map([['anna', anna]]) }).holders).toEqual([]);
  });
});

describe('right.prohibit – what is prohibited of an address is prohibited for whoever has it', () => {
  test.each<[string, Readonly<Record<string, readonly Act[]>>, readonly Act[], string]>([
    ['nobody known', {}, [atV()], 'prohibited-all-marketing'],
    ['its person', { anna }, [atV()], 'prohibited-all-marketing'],
    ['lifted', { anna }, [atV(), lifted({ names: ['s.v'] })], 'consent-given'],
    ['another address', { anna }, [atV({ address: 'x' })], 'consent-given'],
    ['of no address', { anna }, [atV({ address: undefined })], 'consent-given'],
    ['erased people', { anna: [...anna, erased()] }, [atV()], 'prohibited-all-marketing'],
  ])('%s', (_given, people, ofAddress, outcome) => {
    expect(answer(people, ofAddress)).toBe(outcome);
  });

  test('and named before what its person has prohibited', () => {
    const people = new Map([['anna', [...anna, prohibited()]]]);
    expect(checked({ people, ofAddress: [atV()] }).decision.because[0]!.fact).toBe('s.v');
  });
});

const cara = (...acts: readonly Act[]): readonly Act[] => [registered({ id: 'cara' }), ...acts];

describe('right.prohibit, right.withdraw – an address of several people is answered for all of them at once: a mailbox does not tell them apart', () => {
  const sale = ordered({ collection: offered() });
  test.each<[string, Readonly<Record<string, readonly Act[]>>, string]>([
    ['one of them has consented', { anna, ben }, 'consent-given'],
    ['one of them withdrew', { anna, ben: [...ben, withdrawn()] }, 'consent-withdrawn'],
    [
      'one of them withdrew before the other consented',
      { anna, ben: [...ben, withdrawn({ at: day(4) })] },
      'consent-given',
    ],
    ['one of them has prohibited', { anna, ben: [...ben, prohibited()] }, 'prohibited-all-marketing'],
    ['one of them objects', { anna, ben: [...ben, { type: 'objected', id: 'o', at: day(4) }] }, 'objected'],
    [
      'one of them is restricted',
      { anna, ben: [...ben, { type: 'restricted', id: 'r', at: day(4) }] },
      'restricted',
    ],
    ['one of them bought', { a: [registered(), sale], ben }, 'existing-customer'],
    [
      'one of them bought, the other withdrew without having consented',
      { a: [registered(), sale], ben: [...ben, withdrawn()] },
      'consent-withdrawn',
    ],
    [
      'one of them bought, the other refused',
      {
        a: [registered(), sale],
        ben: [registered({ id: 'b', collection: { ...offered(), refused: true } })],
      },
      'refused-when-collected',
    ],
    [
      'both bought, one without being offered to refuse',
      {
        a: [registered(), sale],
        c: cara(
          ordered({
            id: 'o2',
            order: '2',
            at: day(3),
            collection: { ...offered(day(3)), optOutOffered: false },
          }),
        ),
      },
      'existing-customer',
    ],
    [
      'both bought, one of them something else',
      {
        a: [registered(), sale],
        c: cara(ordered({ id: 'o2', order: '2', collection: offered(), productGroups: ['toys'] })),
      },
      'existing-customer',
    ],
    [
      'what was bought without being offered to refuse does not count',
      {
        a: [registered(), ordered({ collection: offered(), productGroups: ['toys'] })],
        c: cara(ordered({ id: 'o2', order: '2', collection: { ...offered(), optOutOffered: false } })),
      },
      'other-product-group',
    ],
    [
      'a business, and a consumer',
      { a: [registered({ subjectKind: 'business-contact', capacity: 'legal-person' })], c: cara() },
      'consumer-not-opted-in',
    ],
    [
      'a business, and somebody of whom nothing is told',
      { a: [registered({ subjectKind: 'business-contact', capacity: 'legal-person' })], ben },
      'legal-person',
    ],
    [
      'a business that is somebody’s own',
      {
        a: [registered({ subjectKind: 'business-contact', capacity: 'legal-person' })],
        b: [registered({ id: 'b', subjectKind: 'business-contact', capacity: 'private' })],
      },
      'consumer-not-opted-in',
    ],
    [
      'one of them has left the role',
      {
        a: [registered({ subjectKind: 'business-contact' })],
        b: [
          registered({ id: 'b', subjectKind: 'business-contact' }),
          updated({ id: 'e', act: 'role-ended', wholeContact: false, addresses: undefined }),
        ],
      },
      'work-role-ended',
    ],
  ])('%s', (_given, people, outcome) => {
    expect(answer(people)).toBe(outcome);
    expect(answer(Object.fromEntries(Object.entries(people).toReversed()))).toBe(outcome);
  });
});
