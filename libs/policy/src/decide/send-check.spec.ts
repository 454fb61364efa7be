import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../model/parse-policy.js';
import type { ExistingCustomer } from './question.js';
import type { WorkRole } from './question.js';
import { type SendFacts, type SendQuestion, sendCheck } from './send-check.js';

const text = readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8');
const policy = parsePolicy(text, 'policy.yaml');

describe('scope.audience: electronic direct marketing is opt-in for a consumer, opt-out for a work role', () => {
  test.each<[string, string | undefined, string, string | undefined]>([
    ['§200(1) e-mail to a consumer', 'consumer', 'email', 'consumer-not-opted-in'],
    ['§200(1) a text message to a consumer', 'consumer', 'sms', 'consumer-not-opted-in'],
    ['§200(1) e-mail to a person of no known kind', undefined, 'email', 'consumer-not-opted-in'],
    ['§200(2) a call to a consumer', 'consumer', 'phone', undefined],
    ['§200(2) a letter to a consumer', 'consumer', 'post', undefined],
    ['§202 e-mail to a contact of a business', 'business-contact', 'email', 'capacity-unknown'],
    ['§202 a letter to a contact of a business', 'business-contact', 'post', undefined],
    ['§202 e-mail to one of a town', 'public-organisation-contact', 'email', 'capacity-unknown'],
  ])('%s', (_section, subjectKind, channel, denial) => {
    expectDenial(sendCheck(policy, message({ channel }), facts({ subjectKind })), denial);
  });

  test('§200(1) a consent lets it go, on its channel, until it is withdrawn', () => {
    const consent = {
      id: 'c',
      purpose: 'direct-marketing',
      channel: 'email',
      grantedAt: '2026-01-01T00:00:00Z',
    };
    expect(sendCheck(policy, message(), facts({ consents: [consent] })).because).toContainEqual(
      expect.objectContaining({ reason: 'consent-given', fact: 'c' }),
    );
    expectDenial(
      sendCheck(policy, message({ channel: 'sms' }), facts({ consents: [consent] })),
      'consumer-not-opted-in',
    );
    const withdrawn = { ...consent, withdrawnAt: '2026-10-01T00:00:00Z' };
    expectDenial(sendCheck(policy, message(), facts({ consents: [withdrawn] })), 'consent-withdrawn');
  });

  test.each<[string, Partial<ExistingCustomer>, string | undefined, string | undefined]>([
    ['the same product group', {}, 'cables', undefined],
    ['another product group', {}, 'candles', 'other-product-group'],
    ['a message about nothing in particular', {}, undefined, 'product-group-not-named'],
    ['refusing was not offered', { optOutOfferedAt: undefined }, 'cables', 'refusing-not-offered'],
    [
      'refusing was offered in the same checkout',
      { optOutOfferedAt: '2026-01-01T00:03:00Z' },
      'cables',
      undefined,
    ],
    [
      'refusing was offered after the sale only',
      { optOutOfferedAt: '2026-06-01T00:00:00Z' },
      'cables',
      'refusing-not-offered',
    ],
    ['refusing was offered nobody knows when', { optOutOfferedAt: 'then' }, 'cables', 'refusing-not-offered'],
    [
      'refused when the address was given',
      { refusedAt: '2026-01-01T00:00:00Z' },
      'cables',
      'refused-when-collected',
    ],
    ['an address given this very moment', { collectedInSaleAt: '2026-11-02T12:00:00Z' }, 'cables', undefined],
    [
      'an address not yet given',
      { collectedInSaleAt: '2026-12-01T00:00:00Z' },
      'cables',
      'address-not-from-a-sale',
    ],
  ])('§200(3) an existing customer: %s', (_what, sale, productGroup, denial) => {
    const existingCustomer = { ...soldCables(), ...sale };
    const decision = sendCheck(policy, message({ productGroup }), facts({ existingCustomer }));
    expectDenial(decision, denial);
    const reason = denial ?? 'existing-customer';
    expect(decision.because).toContainEqual(
      expect.objectContaining({ element: 'marketing.existing-customer', reason, fact: 'A' }),
    );
  });

  test.each<[string, Partial<SendFacts>, string]>([
    ['a sale', { existingCustomer: soldCables() }, 'email'],
    ['a work role', workAddress({}), 'email'],
    ['a channel that needs no consent', {}, 'post'],
  ])('right.withdraw: %s brings no withdrawn consent back', (_what, known, channel) => {
    const withdrawn = {
      id: 'c',
      purpose: 'direct-marketing',
      grantedAt: '2026-01-01T00:00:00Z',
      withdrawnAt: '2026-02-01T00:00:00Z',
    };
    const asked = message({ channel, productGroup: 'cables' });
    expectDenial(sendCheck(policy, asked, facts(known)), undefined);
    expectDenial(sendCheck(policy, asked, facts({ ...known, consents: [withdrawn] })), 'consent-withdrawn');
  });

  test('§200(3) a sale does not outlive a prohibition', () => {
    const prohibitions = [
      { id: 'no', scope: { kind: 'all-marketing' as const }, since: '2026-01-02T00:00:00Z' },
    ];
    const known = facts({ existingCustomer: soldCables(), prohibitions });
    expectDenial(sendCheck(policy, message({ productGroup: 'cables' }), known), 'prohibited-all-marketing');
  });

  test.each<[string, WorkRole, string | undefined]>([
    ['of a role the product relates to', {}, undefined],
    ['of another role', { productGroups: ['candles'] }, 'product-not-of-work-role'],
    ['whose role ends tomorrow', { endedOn: '2026-11-03' }, undefined],
    ['retention.marketing: whose role ended today', { endedOn: '2026-11-02' }, 'work-role-ended'],
  ])('§202 a work address of somebody %s', (_what, workRole, denial) => {
    const known = facts(workAddress(workRole));
    expectDenial(sendCheck(policy, message({ productGroup: 'cables' }), known), denial);
  });
});

describe('newsletter.monthly: no more than the promised rhythm', () => {
  test.each<[string, readonly string[], string | undefined]>([
    ['none sent yet', [], undefined],
    ['one sent last month', ['2026-10-31'], undefined],
    ['one sent this month', ['2026-11-01'], 'rhythm-exceeded'],
    ['one sent this month a year ago', ['2025-11-01'], undefined],
  ])('%s', (_what, sentOn, denial) => {
    const decision = sendCheck(policy, newsletter, facts({ consents: [subscription], sentOn }));
    expectDenial(decision, denial);
    if (denial !== undefined) expect(decision.because[0]?.statements).toContain('newsletter.monthly');
  });

  test.each([
    ['calendar-year', '2026-01-01', 'rhythm-exceeded'],
    ['calendar-year', '2025-12-31', undefined],
    ['calendar-week', '2026-11-01', undefined],
    ['calendar-week', '2026-11-02', 'rhythm-exceeded'],
    ['calendar-week', '2026-11-08', 'rhythm-exceeded'],
    ['calendar-week', '2026-11-09', undefined],
  ])('a rhythm of one per %s, one sent on %s', (per, sent, denial) => {
    const other = parsePolicy(text.replace('per: calendar-month', `per: ${per}`), 'policy.yaml');
    const known = facts({ consents: [subscription], sentOn: [sent] });
    expectDenial(sendCheck(other, newsletter, known), denial);
  });

  test('newsletter.subscribe: without a subscription none is sent, to whomever', () => {
    expectDenial(
      sendCheck(policy, newsletter, facts({ subjectKind: 'business-contact' })),
      'consent-missing',
    );
  });

  test('newsletter.cancel: after the topic is cancelled none is sent', () => {
    const prohibitions = [
      {
        id: 'no',
        scope: { kind: 'topic' as const, topic: 'monthly-round-up' },
        since: '2026-10-01T00:00:00Z',
      },
    ];
    expectDenial(
      sendCheck(policy, newsletter, facts({ consents: [subscription], prohibitions })),
      'prohibited-topic',
    );
  });
});

describe('the send check allows messages that can be prohibited, and nothing else', () => {
  test.each([
    ['an invoice', { purpose: 'invoicing' }, 'purpose-not-checked-here'],
    ['what nobody declared', { purpose: 'chain-letter' }, 'purpose-unknown'],
    ['a moment nobody can read', { at: 'soon' }, 'time-not-understood'],
  ])('%s', (_what, asked, denial) => {
    expectDenial(sendCheck(policy, message(asked), facts()), denial);
  });

  test('right.prohibit: an objection or a restriction known from elsewhere stops it too', () => {
    const consents = [{ id: 'c', purpose: 'direct-marketing', grantedAt: '2026-01-01T00:00:00Z' }];
    const since = '2026-11-01T00:00:00Z';
    expectDenial(
      sendCheck(policy, message(), facts({ consents, objections: [{ id: 'o', since }] })),
      'objected',
    );
    expectDenial(
      sendCheck(policy, message(), facts({ consents, restrictions: [{ id: 'r', since }] })),
      'restricted',
    );
    expectDenial(sendCheck(policy, message(), facts({ consents, asOf: since })), 'stale');
  });
});

const newsletter = message({ purpose: 'newsletter', topic: 'monthly-round-up' });
const subscription = {
  id: 's',
  purpose: 'newsletter',
  topic: 'monthly-round-up',
  grantedAt: '2026-01-01T00:00:00Z',
};

function expectDenial(decision: ReturnType<typeof sendCheck>, reason: string | undefined): void {
  expect(decision.allowed).toBe(reason === undefined);
  if (reason !== undefined) expect(decision.because).toMatchObject([{ reason }]);
}

function message(asked: Partial<SendQuestion> = {}): SendQuestion {
  return { purpose: 'direct-marketing', channel: 'email', at: '2026-11-02T12:00:00Z', ...asked };
}

function facts(known: Partial<SendFacts> = {}): SendFacts {
  return {
    subjectKind: 'consumer',
    prohibitions: [],
    consents: [],
    asOf: '2026-11-02T12:00:00Z',
    now: '2026-11-02T12:00:00Z',
    ...known,
  };
}

function workAddress(role: WorkRole): Partial<SendFacts> {
  const workRole = { productGroups: ['cables'], evidence: 'call-7', recheckBy: '2027-01-31', ...role };
  return { subjectKind: 'business-contact', capacity: 'work-role', workRole };
}

function soldCables(): ExistingCustomer {
  const collectedInSaleAt = '2026-01-01T00:00:00Z';
  return { order: 'A', productGroups: ['cables'], collectedInSaleAt, optOutOfferedAt: collectedInSaleAt };
}
