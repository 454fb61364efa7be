import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../decide/question.js';
import { parsePolicy } from '../model/parse-policy.js';
import {
  day,
  email,
  erased,
  granted,
  offered,
  ordered,
  prohibited,
  registered,
  updated,
  withdrawn,
} from './acts.fixture.js';
import type { Act, Told } from './acts.js';
import { decideByWays, decideForPerson } from './decide-for-person.js';
import { foldPerson } from './fold-person.js';
import { factsByWay } from './ways.js';

const file = 'policies/midare/2018-05-25/policy.yaml';
const policy = parsePolicy(readFileSync(file, 'utf8'), file);
const now = '2026-07-01T06:00:00.000Z';
const moment = { now, asOf: now };
const mail = {
  purpose: 'direct-marketing',
  category: 'contact',
  channel: 'email',
  productGroup: 'lamps',
  at: now,
};

const decided = (acts: readonly Act[], question: object = {}): Decision =>
  decideForPerson(
    policy,
    { ...mail, ...question },
    foldPerson(acts, () => ['email', 'sms']),
    moment,
  );
const answer = (acts: readonly Act[], question: object = {}): string => {
  const { allowed, because } = decided(acts, question);
  return allowed ? 'allowed' : because[0]!.reason;
};
const ways = (acts: readonly Act[], channel?: string) =>
  factsByWay(
    foldPerson(acts, () => []),
    channel,
  );

const business = registered({ subjectKind: 'business-contact' });
const office = registered({ subjectKind: 'business-contact', capacity: 'legal-person' });
const bare = prohibited({ personal: false, address: 'v' });

describe('right.prohibit – who objects objects as a person; what is prohibited as an address stops that address', () => {
  const anna = [registered(), granted()];
  test.each<[string, readonly Act[], object, string]>([
    ['a consent', anna, {}, 'allowed'],
    ['at her next address', [...anna, updated()], {}, 'allowed'],
    ['her own prohibition', [...anna, prohibited({ address: 'v' })], {}, 'prohibited-all-marketing'],
    [
      'on another channel',
      [...anna, prohibited({ address: 'v' })],
      { channel: 'sms' },
      'prohibited-all-marketing',
    ],
    [
      'at her next address',
      [...anna, prohibited({ address: 'v' }), updated()],
      {},
      'prohibited-all-marketing',
    ],
    ['of her address', [...anna, bare], {}, 'prohibited-all-marketing'],
    ['of her address, by phone', [...anna, bare], { channel: 'sms' }, 'allowed'],
    ['of her address, by post', [...anna, bare], { channel: 'post' }, 'allowed'],
    [
      'of her address, on the web',
      [...anna, bare],
      { channel: 'web', purpose: 'targeted-marketing' },
      'allowed',
    ],
    ['of an address she has left', [...anna, bare, updated()], {}, 'allowed'],
    [
      'of one of two that she has',
      [...anna, ordered({ addresses: [email('w')] }), bare],
      {},
      'prohibited-all-marketing',
    ],
    [
      'of her address, where no channel is named',
      [...anna, bare],
      { purpose: 'profiling', category: 'relationship', channel: undefined },
      'prohibited-all-marketing',
    ],
    [
      'of an address she has left, where no channel is named',
      [...anna, bare, updated()],
      { purpose: 'profiling', category: 'relationship', channel: undefined },
      'allowed',
    ],
  ])('%s', (_given, acts, question, outcome) => {
    expect(answer(acts, question)).toBe(outcome);
  });

  test('a channel that nothing is known of goes past no prohibited address', () => {
    expect(
      ways([registered(), bare], 'carrier-pigeon').map(({ prohibitions }) => prohibitions.length),
    ).toEqual([1]);
    expect(ways([registered(), bare], 'constructor').map(({ prohibitions }) => prohibitions.length)).toEqual([
      1,
    ]);
  });

  test.each([
    ['email', 2],
    ['sms', 1],
    ['phone', 1],
    ['web', 1],
    ['post', 1],
    [undefined, 1],
  ])('by %s there are as many ways as addresses, and one where there is none', (channel, count) => {
    const acts = [registered(), ordered({ addresses: [email('w')] })];
    expect(ways(acts, channel)).toHaveLength(count);
  });
});

const later = (given: Partial<Told>): Told => ordered({ id: 'later', order: '536400', at: day(6), ...given });
const afterTheMove = (given: Partial<Told>): Told => later({ at: day(10, '09:00:00'), ...given });

describe('scope.audience, basis.contract – an existing customer is one at the address that was collected in the sale', () => {
  const sale = ordered({ collection: offered() });
  const own = { addresses: [email('w')] };
  test.each<[string, readonly Act[], string]>([
    ['no collection told', [registered(), ordered()], 'consumer-not-opted-in'],
    ['offered, not refused', [registered(), sale], 'allowed'],
    ['told in the other order', [sale, registered()], 'allowed'],
    ['an order from before the registration', [registered({ at: day(3) }), sale], 'consumer-not-opted-in'],
    [
      'registered on the day of the order',
      [registered({ at: day(2, '06:00:00'), collection: offered(day(2, '06:00:00')) }), ordered()],
      'allowed',
    ],
    [
      'registered on the day before',
      [registered({ collection: offered(day(1)) }), ordered()],
      'consumer-not-opted-in',
    ],
    [
      'an update is not where an address is collected',
      [
        registered(),
        updated({ at: day(2, '06:00:00'), addresses: [email('v')], collection: offered() }),
        ordered(),
      ],
      'consumer-not-opted-in',
    ],
    [
      'two registrations of that day, one without an offer',
      [
        registered({ at: day(2, '06:00:00'), collection: offered(day(2, '06:00:00')) }),
        registered({ id: 'r2', at: day(2, '06:30:00'), collection: { ...offered(), optOutOffered: false } }),
        ordered(),
      ],
      'refusing-not-offered',
    ],
    [
      'the same two the other way round',
      [
        registered({ at: day(2, '06:30:00'), collection: offered(day(2, '06:30:00')) }),
        registered({ id: 'r2', at: day(2, '06:00:00'), collection: { ...offered(), optOutOffered: false } }),
        ordered(),
      ],
      'refusing-not-offered',
    ],
    ['her next address', [registered(), sale, updated()], 'consumer-not-opted-in'],
    [
      'the address again, after another one',
      [registered(), sale, updated(), updated({ id: 'back', at: day(20), addresses: [email('v')] })],
      'consumer-not-opted-in',
    ],
    [
      'a sale since, in which it was collected',
      [registered(), sale, updated(), later({ at: day(12), collection: offered(day(12)) })],
      'allowed',
    ],
    [
      'a sale since, which tells how the address before it was collected',
      [registered(), updated(), later({ at: day(12), collection: offered(day(2)) })],
      'consumer-not-opted-in',
    ],
    [
      'an order with an address of its own, and that one only',
      [ordered({ ...own, collection: offered() })],
      'allowed',
    ],
    [
      'an address of its own, collected before',
      [ordered({ ...own, collection: offered(day(1)) })],
      'allowed',
    ],
    [
      'of two addresses one from no sale',
      [registered(), ordered({ ...own, collection: offered() })],
      'consumer-not-opted-in',
    ],
    [
      'refusing not offered in the newest sale, but in an older one',
      [registered(), sale, later({ collection: { ...offered(day(6)), optOutOffered: false } })],
      'allowed',
    ],
    [
      'refusing never offered',
      [registered(), ordered({ collection: { ...offered(), optOutOffered: false } })],
      'refusing-not-offered',
    ],
    [
      'refused later',
      [registered(), sale, later({ collection: { ...offered(day(6)), refused: true } })],
      'refused-when-collected',
    ],
    [
      'refused before',
      [registered({ collection: { ...offered(day(1)), refused: true } }), sale],
      'refused-when-collected',
    ],
    [
      'refused in the only sale',
      [registered(), ordered({ collection: { ...offered(), refused: true } })],
      'refused-when-collected',
    ],
    [
      'another product group',
      [registered(), ordered({ collection: offered(), productGroups: ['toys'] })],
      'other-product-group',
    ],
    [
      'the product group of an order without a collection',
      [registered(), ordered({ collection: offered(), productGroups: ['toys'] }), later({})],
      'other-product-group',
    ],
    [
      'the product group of an older sale',
      [registered(), sale, later({ collection: offered(day(6)), productGroups: ['toys'] })],
      'allowed',
    ],
    [
      'an order of the day of a move, with the address collected before it',
      [registered(), updated(), afterTheMove({ collection: offered(day(10, '06:00:00')) })],
      'consumer-not-opted-in',
    ],
    [
      'the same, with the address collected after it',
      [registered(), updated(), afterTheMove({ collection: offered(day(10, '08:00:00')) })],
      'allowed',
    ],
    ['a sale that is erased', [registered({ at: day(26) }), sale, erased()], 'consumer-not-opted-in'],
    [
      'an order without its number',
      [registered(), ordered({ collection: offered(), order: undefined })],
      'consumer-not-opted-in',
    ],
    ['a consent withdrawn', [registered(), sale, granted(), withdrawn()], 'consent-withdrawn'],
    ['withdrawn without a consent: a no', [registered(), sale, withdrawn()], 'consent-withdrawn'],
    ['the same for the channel', [registered(), sale, withdrawn({ channel: 'email' })], 'consent-withdrawn'],
    ['the same for another channel', [registered(), sale, withdrawn({ channel: 'sms' })], 'allowed'],
    ['the same for another purpose', [registered(), sale, withdrawn({ purpose: 'newsletter' })], 'allowed'],
    ['the same for a recipient', [registered(), sale, withdrawn({ recipient: 'x' })], 'allowed'],
    [
      'withdrawn for all, the consent was for another channel',
      [registered(), sale, granted({ channel: 'sms' }), withdrawn()],
      'consent-withdrawn',
    ],
    [
      'withdrawn without a consent, and consented since',
      [registered(), sale, withdrawn({ at: day(4) }), granted()],
      'allowed',
    ],
    [
      'a consent withdrawn, and all of it erased',
      [
        granted(),
        withdrawn(),
        erased(),
        registered({ at: day(26) }),
        ordered({ at: day(27), collection: offered(day(27)) }),
      ],
      'allowed',
    ],
  ])('%s', (_given, acts, outcome) => {
    expect(answer(acts)).toBe(outcome);
  });

  test('names the sale, the newest first, and all product groups of the sales that count', () => {
    const [{ existingCustomer } = {}] = ways(
      [registered(), sale, later({ collection: offered(day(6)), productGroups: ['candles', 'lamps'] })],
      'email',
    );
    expect(existingCustomer).toEqual({
      order: '536400',
      productGroups: ['candles', 'lamps'],
      collectedInSaleAt: day(6),
      optOutOfferedAt: day(6),
    });
  });
});

describe('scope.audience – the newest word on an address says in what capacity it is used', () => {
  test.each<[string, readonly Act[], string]>([
    ['as registered', [office], 'allowed'],
    ['not told', [business], 'capacity-unknown'],
    ['a newer act that does not say', [office, ordered({ addresses: [email('v')] })], 'allowed'],
    ['another address of which it is not told', [office, updated()], 'capacity-unknown'],
    [
      'told newly',
      [office, updated({ addresses: [email('v')], capacity: 'private' })],
      'consumer-not-opted-in',
    ],
    [
      'told differently at one moment: it is private',
      [office, updated({ at: day(1), addresses: [email('v')], capacity: 'work-role' })],
      'consumer-not-opted-in',
    ],
    [
      'told alike at one moment',
      [office, updated({ at: day(1), addresses: [email('v')], capacity: 'legal-person' })],
      'allowed',
    ],
    [
      'told before it was left and taken again',
      [office, updated(), updated({ id: 'back', at: day(20), addresses: [email('v')] })],
      'capacity-unknown',
    ],
    [
      'told of another address',
      [business, ordered({ addresses: [email('w')], capacity: 'legal-person' })],
      'capacity-unknown',
    ],
  ])('%s', (_given, acts, outcome) => {
    expect(answer(acts)).toBe(outcome);
  });

  test('by post the newest word on any address of theirs counts', () => {
    expect(answer([office], { channel: 'post' })).toBe('allowed');
    expect(
      answer([registered({ subjectKind: 'business-contact', capacity: 'work-role' })], { channel: 'post' }),
    ).toBe('work-role-not-evidenced');
  });
});

describe('right.withdraw – disclosure to a recipient ends with the withdrawal that names it, and nothing else does', () => {
  const acts = [registered(), granted(), withdrawn({ recipient: 'marketing-service' })];
  const toService = { recipient: 'marketing-service' };
  test.each<[string, readonly Act[], object, string]>([
    ['without a withdrawal', [registered(), granted()], toService, 'allowed'],
    ['to it', acts, toService, 'consent-withdrawn'],
    ['to nobody', acts, {}, 'allowed'],
    [
      'after a withdrawal that names another',
      [registered(), granted(), withdrawn({ recipient: 'x' })],
      toService,
      'allowed',
    ],
    ['before the withdrawal', acts, { ...toService, at: day(11) }, 'allowed'],
    ['after it', acts, { ...toService, at: day(13) }, 'consent-withdrawn'],
  ])('%s', (_given, given, question, outcome) => {
    expect(answer(given, question)).toBe(outcome);
  });
});

describe('A person whom a channel reaches at several addresses is answered for the strictest', () => {
  const [one] = ways([office], 'email');
  const until = (endedOn: string) => ({ ...one!, capacity: undefined, workRole: { endedOn } });
  const denied = { ...one!, capacity: 'private' as const };
  const among = (...facts: readonly (typeof denied | ReturnType<typeof until>)[]): readonly unknown[] => {
    const { allowed, until: last } = decideByWays(policy, { ...mail, channel: 'post' }, facts, moment);
    return [allowed, last];
  };
  test('the shorter permission', () => {
    expect(among(until('2026-08-02'), until('2026-07-20'), until('2026-09-02'))).toEqual([
      true,
      '2026-07-19',
    ]);
    expect(among(until('2026-08-02'), denied)).toEqual([true, '2026-08-01']);
    expect(among(denied, until('2026-08-02'))).toEqual([true, '2026-08-01']);
  });
  test('the first denial', () => {
    const first = decideByWays(policy, mail, [one!, denied, { ...denied, subjectKind: 'alien' }], moment);
    const last = decideByWays(policy, mail, [denied, one!], moment);
    expect([first, last].map(({ allowed, because }) => [allowed, because[0]!.reason])).toEqual([
      [false, 'consumer-not-opted-in'],
      [false, 'consumer-not-opted-in'],
    ]);
  });
});
