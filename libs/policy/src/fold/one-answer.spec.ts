import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { holdsFor } from '../../test/properties.js';
import type { Decision, Question } from '../decide/question.js';
import { parsePolicy } from '../model/parse-policy.js';
import { type Act, momentOf, type Withdrawal } from './acts.js';
import { checkAddress } from './check-address.js';
import { channelsIn } from './consents.js';
import { decideForPerson } from './decide-for-person.js';
import { foldPerson } from './fold-person.js';
import { isCurrent, type Stay } from './stays.js';
import { withdrawnAt } from './withdrawn-at.js';

const policy = parsePolicy(readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8'), 'policy.yaml');
const channelsOf = channelsIn(policy);
const now = '2026-07-01T06:00:00.000Z';
const moment = { now, asOf: now };
const kinds = { email: 'email', sms: 'phone', phone: 'phone', web: 'user-id' } as const;

const at = fc.integer({ min: 1, max: 9 }).map((n) => `2026-06-0${n}T0${n % 3}:00:00Z`);
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 });
const channel = fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[]));
const purpose = fc.constantFrom(
  'direct-marketing',
  'direct-marketing',
  'targeted-marketing',
  'newsletter',
  'research',
);
const recipient = fc.constantFrom('marketing-service', 'marketing-partner');
const address = fc.constantFrom(
  { kind: 'email', hash: 'v' },
  { kind: 'email', hash: 'v2' },
  { kind: 'email', hash: 'u' },
  { kind: 'phone', hash: 'p' },
  { kind: 'phone', hash: 'q' },
  { kind: 'user-id', hash: 'n' },
);
const addresses = fc.uniqueArray(address, { maxLength: 3, selector: ({ kind }) => kind });
const collection = fc.record({
  collectedAt: at,
  optOutOffered: fc.boolean(),
  refused: fc.constantFrom(false, false, true),
});
const told = fc
  .record({
    at,
    act: fc.constantFrom(
      'registered',
      'registered',
      'updated',
      'ordered',
      'ordered',
      'role-changed',
      'role-ended',
      'account-activated',
    ),
    addresses: optional(addresses),
    wholeContact: fc.constantFrom(true, true, false),
    subjectKind: optional(fc.constantFrom('consumer', 'consumer', 'business-contact')),
    capacity: optional(fc.constantFrom('legal-person', 'legal-person', 'work-role', 'private')),
    collection: optional(collection),
    order: fc.constantFrom('1', '2', undefined),
    productGroups: fc.constantFrom(['lamps'], ['toys'], ['lamps', 'toys']),
  })
  .map((given) => ({ type: 'told', on: given.at.slice(0, 10), ...given }));
const scope = fc.oneof(
  fc.record({ kind: fc.constantFrom('all-marketing', 'research', 'profiling', 'disclosure') }),
  fc.record({ kind: fc.constant('channel'), value: channel }),
  fc.record({ kind: fc.constant('topic'), value: fc.constantFrom('monthly-round-up') }),
);
const prohibited = fc.record({
  type: fc.constant('prohibited'),
  at,
  scope,
  personal: fc.boolean(),
  address: optional(address.map(({ hash }) => hash)),
});
const choice = { at, purpose, channel: optional(channel), recipient: optional(recipient) };
const ids = fc.subarray(['0', '1', '2', '3', '4', '5'], { maxLength: 2 });
const act = fc.oneof(
  { weight: 6, arbitrary: told },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('granted'), ...choice }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('withdrawn'), ...choice, consents: ids }) },
  { weight: 1, arbitrary: prohibited },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('lifted'), at, names: ids }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('objected'), at, purpose: optional(purpose) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('restricted'), at }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('erased'), at }) },
);

/** Any acts of one person, odd ones among them, many of them at the same moment. */
const numbered = <T extends object>(of: fc.Arbitrary<T>) =>
  fc
    .array(of, { maxLength: 12 })
    .map((all) => all.map((each, index) => ({ ...each, id: `${index}` }) as unknown as Act));
const acts = numbered(act);
const choices = numbered(
  fc.oneof(
    fc.record({ type: fc.constant('granted'), at, purpose, channel: optional(channel) }),
    fc.record({ type: fc.constant('withdrawn'), at, purpose, consents: ids }),
    fc.record({ type: fc.constant('erased'), at }),
  ),
);

const question = fc
  .record({
    purpose,
    channel,
    productGroup: fc.constantFrom('lamps', 'toys'),
    topic: optional(fc.constant('monthly-round-up')),
  })
  .map((asked): Question & { readonly channel: keyof typeof kinds } => ({
    ...asked,
    category: 'contact',
    at: now,
  }));

const saying = ({ allowed, because, until }: Decision): string =>
  [allowed, ...because.map(({ element, reason, fact }) => `${element} ${reason} ${fact ?? ''}`), until].join(
    '; ',
  );

function waysOf(all: readonly Act[], channelAsked: keyof typeof kinds): readonly Stay[] {
  const { stays, known } = foldPerson(all, channelsOf);
  return known ? stays.filter((stay) => isCurrent(stay) && stay.kind === kinds[channelAsked]) : [];
}

const check = (
  all: readonly Act[],
  asked: Question & { readonly channel: string },
  hashes: ReadonlySet<string>,
) =>
  checkAddress(
    policy,
    asked,
    {
      hashes,
      ofAddress: all.filter(({ type }) => type === 'prohibited' || type === 'lifted'),
      people: new Map([['anna', all]]),
    },
    moment,
  ).decision;

describe('promise 2, promise 6: one law – the decision on a person and the check of their address', () => {
  test('are one answer for the same purpose, channel and address, by whatever happened to one person', () => {
    holdsFor([acts, question], (all, asked) => {
      const ways = waysOf(all, asked.channel);
      if (ways.length === 0) return undefined;
      const decision = decideForPerson(policy, asked, foldPerson(all, channelsOf), moment);
      const checks = ways.map(({ hashes }) => check(all, asked, hashes));
      return decision.allowed === checks.every(({ allowed }) => allowed);
    });
  });

  test('are permissions in many of these cases, so that more than denials is compared', () => {
    holdsFor([acts, question], (all, asked) => {
      const ways = waysOf(all, asked.channel);
      const allowed = ways.some(({ hashes }) => check(all, asked, hashes).allowed);
      return allowed || undefined;
    });
  });

  test('are the same whatever came first and however often', () => {
    const twice = acts.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
    );
    holdsFor([twice, question], ([all, again], asked) => {
      const answers = [all, again].map((given) => [
        saying(decideForPerson(policy, asked, foldPerson(given, channelsOf), moment)),
        ...['v', 'p', 'n'].map((hash) => saying(check(given, asked, new Set([hash])))),
      ]);
      expect(answers[1]).toEqual(answers[0]);
      return true;
    });
  });

  test('an address that nobody has now is never allowed', () => {
    holdsFor([acts, question], (all, asked) => {
      const hashes = new Set(['v', 'v2', 'u', 'p', 'q', 'n']);
      for (const { hashes: own } of foldPerson(all, channelsOf).stays.filter(isCurrent))
        for (const hash of own) hashes.delete(hash);
      return hashes.size === 0
        ? undefined
        : [...hashes].every((hash) => !check(all, asked, new Set([hash])).allowed);
    });
  });

  test('one more restrictive act never allows what was denied', () => {
    const restrictive = fc.oneof(
      fc.record({ type: fc.constant('withdrawn'), ...choice, consents: ids }),
      prohibited,
      fc.record({ type: fc.constant('objected'), at }),
      fc.record({ type: fc.constant('restricted'), at }),
    );
    holdsFor([acts, restrictive, question], (all, more, asked) => {
      const decide = (given: readonly Act[]) =>
        decideForPerson(policy, asked, foldPerson(given, channelsOf), moment).allowed;
      return decide(all) ? undefined : !decide([...all, { ...more, id: 'more' }]);
    });
  });

  test('right.withdraw – a consent that a withdrawal names is over, also where an erasure has taken away by date what it reaches', () => {
    holdsFor([choices], (all) => {
      const written = all.map((each) => (each.type === 'withdrawn' ? asWritten(each, all) : each));
      const erased = Math.max(...all.flatMap((each) => (each.type === 'erased' ? [momentOf(each)] : [])));
      const isGone = (each: Act): boolean =>
        (each.type === 'granted' || each.type === 'withdrawn') && momentOf(each) <= erased;
      const named = namedBy(written);
      const left = written.filter((each) => !isGone(each));
      if (!left.some((each) => each.type === 'granted' && named.has(each.id))) return undefined;
      return [all, written, left].every((given) =>
        foldPerson(given, channelsOf).consents.every(
          ({ id, withdrawnAt: end }) => !named.has(id) || end !== undefined,
        ),
      );
    });
  });
});

/** As the service that owns it writes it. */
const asWritten = (act: Withdrawal, all: readonly Act[]): Withdrawal => ({
  ...act,
  at: withdrawnAt(
    act.at,
    all.filter(({ type, id }) => type === 'granted' && act.consents.includes(id)),
  ),
});

/** Consents that a withdrawal of all their channels and recipients names. */
function namedBy(all: readonly Act[]): ReadonlySet<string> {
  const named = all.flatMap((withdrawal) =>
    withdrawal.type === 'withdrawn' && withdrawal.channel === undefined && withdrawal.recipient === undefined
      ? all.filter(
          (act) =>
            act.type === 'granted' &&
            act.purpose === withdrawal.purpose &&
            withdrawal.consents.includes(act.id),
        )
      : [],
  );
  return new Set(named.map(({ id }) => id));
}
