import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addressFact,
  anna,
  echo,
  grant,
  home,
  lift,
  midare,
  prohibition,
  withdrawal,
  work,
} from '../../test/builders.js';
import { type PartyFact, ROLE_STATED, type WorkRoleFact } from '../address-fact.js';
import type { ConsentFact } from '../choice-fact.js';
import { LIFTED, type SuppressionFact } from '../prohibition.js';
import type { KnownFact } from '../acts-in.decision.js';
import { answerSendCheck, knownAsBelieved, type KnownOfAddress } from './answer-send-check.decision.js';

const policy = midare();
const now = '2026-07-01T09:00:00.000Z';
const mail = { channel: 'email', purpose: 'direct-marketing', productGroup: 'lamps' };
const newsletter = { channel: 'email', purpose: 'newsletter', topic: 'monthly-round-up' };
const hashes = new Set([work.hash]);

interface Given {
  readonly suppression?: readonly SuppressionFact[];
  readonly consents?: readonly ConsentFact[];
  readonly parties?: readonly PartyFact[];
}

/** What is known, sorted by whom it is of; whoever has chosen anything has the address too. */
function known({ suppression = [], consents = [], parties = [] }: Given): KnownOfAddress {
  const choosing = [...new Set(consents.map(({ party }) => party))].map((party) =>
    addressFact(`of-${party}`, { party, subjectKind: undefined }),
  );
  const facts: readonly KnownFact[] = [...choosing, ...parties, ...consents, ...suppression];
  const lifts = suppression.filter((fact) => fact.type === LIFTED);
  const refs = [...new Set(facts.flatMap(({ party }) => party ?? []))];
  return {
    hashes,
    ofAddress: suppression,
    parties: new Map(refs.map((ref) => [ref, [...facts.filter(({ party }) => party === ref), ...lifts]])),
  };
}

const answer = (given: Given, question: typeof mail | typeof newsletter = mail, asOf = now) => {
  const believed = knownAsBelieved(known(given), { earliest: '1995-01-01', today: '2026-07-01' });
  const { decision } = answerSendCheck(policy, question, believed, { now, asOf });
  const { allowed, because } = decision;
  return [allowed, because.at(-1)?.reason];
};

const again = '2026-06-06T09:00:00.000Z';
const collection = { collectedAt: '2026-06-01T09:00:00.000Z', optOutOffered: true, refused: false };
const sale = addressFact('sale', { kind: 'order', record: '536365', productGroups: ['lamps'], collection });
const businessContact = addressFact('reg', { subjectKind: 'business-contact' });
const office = addressFact('office', { subjectKind: 'business-contact', capacity: 'legal-person' });
const roleEnded: WorkRoleFact = {
  _id: 'role',
  type: ROLE_STATED,
  party: anna,
  record: '12748',
  ended: true,
  on: '2026-06-02',
  at: '2026-06-02T09:00:00.000Z',
  takenAt: new Date('2026-06-02T09:00:00Z'),
};

describe('scope.audience, basis.consent – a natural person gets electronic marketing on consent or as an existing customer', () => {
  it.each([
    ['nothing is known of the address', {}, false, 'consumer-not-opted-in'],
    ['a consent stands', { consents: [grant('c')] }, true, 'consent-given'],
    [
      'it was withdrawn by name',
      { consents: [grant('c'), withdrawal('w', { consents: ['c'] })] },
      false,
      'consent-withdrawn',
    ],
    [
      'it was withdrawn for the purpose',
      { consents: [grant('c'), withdrawal('w')] },
      false,
      'consent-withdrawn',
    ],
    [
      'another party with the same mailbox withdrew',
      { consents: [grant('c'), withdrawal('w', { party: 'p_h1_someone' })] },
      false,
      'consent-withdrawn',
    ],
    [
      'it was given again later',
      { consents: [withdrawal('w'), grant('c2', { at: again, takenAt: new Date(again) })] },
      true,
      'consent-given',
    ],
    [
      'given and withdrawn at one moment: the stricter holds',
      { consents: [grant('c', { at: withdrawal('w').at }), withdrawal('w')] },
      false,
      'consent-withdrawn',
    ],
    [
      'only another channel was withdrawn',
      { consents: [grant('c'), withdrawal('w', { channel: 'sms' })] },
      true,
      'consent-given',
    ],
    [
      'a consent of the year 9999: given when it was taken in',
      { consents: [grant('c', { at: '9999-12-31T23:59:59Z', on: '9999-12-31' })] },
      true,
      'consent-given',
    ],
    ['an existing customer', { parties: [sale] }, true, 'existing-customer'],
    [
      'of a sale whose address was collected in the year 9999',
      { parties: [{ ...sale, collection: { ...collection, collectedAt: '9999-12-31T23:59:59Z' } }] },
      false,
      'refusing-not-offered',
    ],
    [
      'an existing customer who refused on another occasion',
      { parties: [sale, addressFact('reg', { collection: { ...collection, refused: true } })] },
      false,
      'refused-when-collected',
    ],
    [
      'refusing was not offered',
      { parties: [{ ...sale, collection: { ...collection, optOutOffered: false } }] },
      false,
      'refusing-not-offered',
    ],
    [
      'another product group was bought',
      { parties: [{ ...sale, productGroups: ['toys'] }] },
      false,
      'other-product-group',
    ],
    [
      'the sale was with another address',
      { parties: [{ ...sale, addresses: [home] }] },
      false,
      'consumer-not-opted-in',
    ],
    [
      'registered with the address on the day of the order',
      { parties: [addressFact('reg', { collection }), { ...sale, addresses: [], collection: undefined }] },
      true,
      'existing-customer',
    ],
    [
      'registered with the address on another day',
      {
        parties: [
          addressFact('reg', { collection: { ...collection, collectedAt: '2026-05-01T09:00:00Z' } }),
          { ...sale, addresses: [], collection: undefined },
        ],
      },
      false,
      'consumer-not-opted-in',
    ],
    ['a contact of a business', { parties: [businessContact] }, false, 'capacity-unknown'],
    ['a contact of a business who ordered', { parties: [businessContact, sale] }, true, 'existing-customer'],
    ['a business', { parties: [office] }, true, 'legal-person'],
    [
      'a business, with an act that tells no capacity',
      { parties: [office, businessContact] },
      true,
      'legal-person',
    ],
    [
      'a business that is told to be a work address too',
      { parties: [office, { ...businessContact, capacity: 'work-role' }] },
      false,
      'consumer-not-opted-in',
    ],
    [
      'a contact of a business whose other address is the business’s own',
      { parties: [businessContact, { ...office, addresses: [home] }] },
      false,
      'capacity-unknown',
    ],
    [
      'a work address that nothing shows to be one',
      { parties: [{ ...office, capacity: 'work-role' }] },
      false,
      'work-role-not-evidenced',
    ],
    [
      'a contact of a business whose role has ended',
      { parties: [businessContact, roleEnded] },
      false,
      'work-role-ended',
    ],
    [
      'a business and a consumer share it',
      { parties: [office, addressFact('b')] },
      false,
      'consumer-not-opted-in',
    ],
  ] as readonly [string, Given, boolean, string][])('%s', (_what, given, allowed, reason) => {
    expect(answer(given)).toEqual([allowed, reason]);
  });
});

describe('right.prohibit – a prohibition beats every permission', () => {
  const permitted = { consents: [grant('c'), grant('n', { purpose: 'newsletter' })], parties: [sale] };

  it.each([
    ['all marketing', { kind: 'all-marketing' }, false, false],
    ['the channel', { kind: 'channel', value: 'email' }, false, false],
    ['another channel', { kind: 'channel', value: 'sms' }, true, true],
    ['the newsletter topic', { kind: 'topic', value: 'monthly-round-up' }, true, false],
    ['research', { kind: 'research' }, true, true],
  ] as const)('of %s', (_what, scope, mailAllowed, newsletterAllowed) => {
    const given = { ...permitted, suppression: [prohibition('p', { address: work, scope })] };
    expect([answer(given, mail)[0], answer(given, newsletter)[0]]).toEqual([mailAllowed, newsletterAllowed]);
  });

  it('and says which one it was', () => {
    const given = { ...permitted, suppression: [prohibition('p', { address: work })] };
    const { decision } = answerSendCheck(policy, mail, known(given), { now, asOf: now });
    expect(decision.because).toEqual([
      expect.objectContaining({ element: 'right.prohibit', reason: 'prohibited-all-marketing', fact: 's.p' }),
    ]);
  });

  it('no sequence of grants and sales lets a send through unless a lift names the prohibition', () => {
    const root = prohibition('p', { party: anna });
    const permissions = fc.array(
      fc.record({
        at: fc.date({ min: new Date('2026-01-01'), max: new Date('2026-07-01'), noInvalidDate: true }),
        channel: fc.option(fc.constant('email'), { nil: undefined }),
      }),
      { maxLength: 6 },
    );
    const prohibitedBy = fc.constantFrom(
      [root],
      [echo(root, work)],
      [root, echo(root, work)],
      [prohibition('p', { address: work })],
    );
    const lifts = fc.array(fc.constantFrom('s.other', 's.p/hash-of-home-mail', 's.p'), { maxLength: 3 });
    fc.assert(
      fc.property(permissions, prohibitedBy, lifts, (permitting, prohibitions, named) => {
        const given = {
          consents: permitting.map(({ at, channel }, index) =>
            grant(`c${index}`, { at: at.toISOString(), ...(channel && { channel }) }),
          ),
          parties: [sale],
          suppression: [...prohibitions, ...named.map((id, index) => lift(`l${index}`, [id]))],
        };
        const [allowed] = answer(given);
        expect(allowed).toBe(named.includes('s.p'));
      }),
    );
  });
});

describe('basis.consent – what is known of consents must be fresh', () => {
  it.each([
    ['5 s old', '2026-07-01T08:59:55.000Z', true],
    ['older', '2026-07-01T08:59:54.999Z', false],
    ['never heard', new Date(0).toISOString(), false],
  ])('%s', (_what, asOf, allowed) => {
    expect(answer({ consents: [grant('c')] }, mail, asOf)).toEqual([
      allowed,
      allowed ? 'consent-given' : 'stale',
    ]);
  });
});
