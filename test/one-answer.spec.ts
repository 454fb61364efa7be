import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CloudEvent, normaliseAddress, type SubjectKind } from '#contracts';
import { parsePolicy } from '#policy';
import {
  aCustomerRegistered,
  aCustomerRoleChanged,
  aCustomerRoleEnded,
  aCustomerUpdated,
  anAccountActivated,
  anOrderPlaced,
  fixedHashKeys,
} from '#testing';
import { decideForParty } from '../apps/consent/src/decide-processing/decide-for-party.decision.js';
import { answerSendCheck } from '../apps/marketing-suppression/src/check-before-send/answer-send-check.decision.js';
import { trueFacts } from './faults/check/true-facts.js';
import type { Person } from './faults/load/person.js';

const file = 'policies/midare/2018-05-25/policy.yaml';
const policy = parsePolicy(readFileSync(file, 'utf8'), file);
const keys = fixedHashKeys();
const now = '2026-07-01T06:00:00.000Z';
const moment = { now, asOf: now };
const customer = '7001';
const party = { source: 'web-store', id: `customer/${customer}` };
const pool = {
  email: ['v@example.fi', 'u@example.fi'],
  phone: ['+358401000001', '+358401000002'],
} as const;
const kindOf = { email: 'email', sms: 'phone', phone: 'phone' } as const;

const at = fc.integer({ min: 1, max: 8 }).map((n) => `2026-06-0${n}T0${n % 2}:00:00.000Z`);
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const contact = fc.record(
  {
    email: fc.constantFrom(...pool.email, 'no address'),
    phone: fc.constantFrom(...pool.phone),
    capacity: fc.constantFrom('legal-person', 'work-role', 'private'),
  },
  { requiredKeys: [] },
);
const addressCollection = maybe(
  fc.record({ collectedAt: at, optOutOffered: fc.boolean(), refused: fc.constantFrom(false, false, true) }),
);
const kind = fc.constantFrom<SubjectKind>('consumer', 'consumer', 'business-contact');
const productGroups = fc.subarray(['lamps', 'toys'], { minLength: 1 });
const known = <T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;

const event: fc.Arbitrary<CloudEvent> = fc.oneof(
  fc
    .record({ registeredAt: at, contact: maybe(contact), kind, addressCollection })
    .map((given) =>
      aCustomerRegistered({ customer, contact: undefined, addressCollection: undefined, ...known(given) }),
    ),
  fc.record({ updatedAt: at, contact }).map((given) => aCustomerUpdated({ customer, ...given })),
  fc
    .record({
      order: fc.constantFrom('1', '2'),
      placedAt: at,
      buyerContact: maybe(contact),
      buyerKind: kind,
      addressCollection,
      productGroups,
    })
    .map((given) => anOrderPlaced({ buyer: { customer }, ...known(given) })),
  at.map((changedAt) => aCustomerRoleChanged({ customer, changedAt })),
  at.map((endedAt) => aCustomerRoleEnded({ customer, endedAt })),
  at.map((activatedAt) => anAccountActivated({ customer, activatedAt })),
);
const channel = fc.constantFrom<keyof typeof kindOf>('email', 'sms', 'phone');
const purpose = fc.constantFrom('direct-marketing', 'newsletter', 'research');
const choice = fc.record({ purpose, channel, at });
const person: fc.Arbitrary<Person> = fc
  .record({
    events: fc.array(event, { maxLength: 6 }),
    granted: fc.array(choice, { maxLength: 3 }),
    withdrawn: fc.array(choice, { maxLength: 1 }),
    prohibited: fc.array(
      fc.record({
        at,
        byAddress: fc.boolean(),
        scope: fc.constantFrom(
          { kind: 'all-marketing' as const },
          { kind: 'channel' as const, value: 'sms' },
        ),
        lift: maybe(at.map((when) => ({ id: 'l.1', at: when }))),
      }),
      { maxLength: 1 },
    ),
  })
  .map(({ events, granted, withdrawn, prohibited }): Person => {
    const answeredAt = 0;
    // An order has one telling, whatever else is told twice.
    const told = new Map(
      events.map((each, index) => [orderIn(each) ?? `${index}`, { ...each, id: `e-${index}` }]),
    );
    return {
      party,
      email: pool.email[0],
      script: 'nothing',
      answered: [],
      events: [...told.values()],
      granted: granted.map((each, index) => ({ ...each, id: `c.${index}`, answeredAt })),
      withdrawn: withdrawn.map((each) => ({ ...each, id: 'w.0', consents: [], answeredAt })),
      prohibited: prohibited.map(({ lift, ...each }) => ({
        ...each,
        suppression: 's.1',
        answeredAt,
        ...(lift !== undefined && { lift }),
      })),
    };
  });
const orderIn = ({ data }: CloudEvent): string | undefined => (data as { order?: string }).order;

describe('promise 2, promise 6: what the store told and a person chose, kept by each service in its own facts', () => {
  test('comes to one answer of the decision on the person and the check of every address that is theirs', () => {
    const seen = { allowed: 0, denied: 0 };
    const question = fc.record({ purpose, channel, productGroup: fc.constantFrom('lamps', 'toys') });
    fc.assert(
      fc.property(person, question, (someone, asked) => {
        const { directory, choices, suppressionFollowed, addresses, choicesFollowed, suppression } =
          trueFacts(someone, keys);
        const topic = asked.purpose === 'newsletter' ? { topic: 'monthly-round-up' } : {};
        const decision = decideForParty(
          policy,
          { ...asked, ...topic, category: 'contact', at: now },
          [...directory, ...choices, ...suppressionFollowed],
          moment,
        );
        const ref = keys.partyRef(party.source, party.id);
        const parties = new Map([[ref, [...addresses, ...choicesFollowed, ...suppression]]]);
        const checks = pool[kindOf[asked.channel]]
          .map((value) => normaliseAddress(kindOf[asked.channel], value)!)
          .map((value) => new Set(keys.addressHashes(kindOf[asked.channel], value).map(({ hash }) => hash)))
          .map((hashes) => ({ hashes, ofAddress: suppression, parties }))
          .map((all) => answerSendCheck(policy, { ...asked, ...topic }, all, moment))
          .filter(({ holders }) => holders.length > 0);
        if (checks.length === 0) return;
        seen[decision.allowed ? 'allowed' : 'denied'] += 1;
        expect(checks.every((checked) => checked.decision.allowed)).toBe(decision.allowed);
      }),
      { numRuns: Number(process.env['FAST_CHECK_RUNS'] ?? 3000) },
    );
    expect(seen.allowed).toBeGreaterThan(20);
    expect(seen.denied).toBeGreaterThan(20);
  });
});
