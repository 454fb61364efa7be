import { describe, expect, it } from '@jest/globals';
import { addressFact, grant, home, midare, work } from '../../test/builders.js';
import type { KnownFact } from '../acts-in.decision.js';
import { answerSendCheck } from './answer-send-check.decision.js';
import { peopleOfLink } from './people-of-link.decision.js';

const now = '2026-07-01T09:00:00.000Z';
const question = { channel: 'email', purpose: 'direct-marketing', productGroup: 'lamps' };

function named(people: Readonly<Record<string, readonly KnownFact[]>>): ReturnType<typeof peopleOfLink> {
  const hashes = new Set([work.hash]);
  const known = { hashes, ofAddress: [], parties: new Map(Object.entries(people)) };
  return peopleOfLink(answerSendCheck(midare(), question, known, { now, asOf: now }), now);
}

const having = (party: string, ...addresses: (typeof work)[]): KnownFact =>
  addressFact(`of-${party}`, { party, addresses: [work, ...addresses] });
const buyer = (party: string): readonly KnownFact[] => [
  addressFact(`order-${party}`, {
    party,
    kind: 'order',
    record: '536365',
    productGroups: ['lamps'],
    collection: { collectedAt: '2026-06-01T09:00:00.000Z', optOutOffered: true, refused: false },
  }),
];

describe('right.prohibit – a link names the people whose objection a click on it is', () => {
  it.each<[string, Readonly<Record<string, readonly KnownFact[]>>, readonly string[]]>([
    ['the one whose address it is', { a: [having('a')] }, ['a']],
    [
      'nobody who has left it',
      { a: [having('a'), addressFact('u', { party: 'a', at: now, addresses: [home], wholeContact: true })] },
      [],
    ],
    ['all who have it', { b: [having('b')], a: [having('a')] }, ['a', 'b']],
    [
      'first whose consent it rests on',
      { a: [having('a')], b: [having('b'), grant('c', { party: 'b' })] },
      ['b', 'a'],
    ],
    ['or whose sale', { a: [having('a')], b: buyer('b') }, ['b', 'a']],
    [
      'then who can be reached elsewhere too',
      { a: [having('a')], b: [having('b', { ...home, kind: 'phone' })] },
      ['b', 'a'],
    ],
  ])('%s', (_given, people, outcome) => {
    expect(named(people)).toEqual({ people: outcome });
  });

  it.each([
    [4, undefined],
    [5, now],
    [9, now],
  ])(
    'of %d people no more than a link has room for, and then its moment, by which the others are found',
    (count, madeAt) => {
      const parties = [...'abcdefghi'].slice(0, count);
      const link = named(Object.fromEntries(parties.map((party) => [party, [having(party)]])));
      expect(link).toEqual({ people: parties.slice(0, 4), ...(madeAt !== undefined && { madeAt }) });
    },
  );
});
