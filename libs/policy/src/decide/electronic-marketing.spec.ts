import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../model/parse-policy.js';
import type { WorkRole } from './question.js';
import { type SendFacts, sendCheck } from './send-check.js';

const text = readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8');
const policy = parsePolicy(text, 'policy.yaml');
const now = '2026-11-02T12:00:00Z';
const shown = { productGroups: ['cables'], evidence: 'call-7', recheckBy: '2027-01-31' };
const business = { subjectKind: 'business-contact' };

describe('scope.audience: in what capacity an address is used decides which rule holds (Act 917/2014 §§200, 202)', () => {
  test.each<[string, Partial<SendFacts>, string | undefined, string]>([
    ['§202 an organisation of its own', { ...business, capacity: 'legal-person' }, undefined, 'legal-person'],
    [
      '§202 an organisation whose contact is of no known kind',
      { capacity: 'legal-person' },
      undefined,
      'legal-person',
    ],
    [
      '§202 an organisation, whatever one of its people did',
      { ...business, capacity: 'legal-person', workRole: { endedOn: '2026-01-01' } },
      undefined,
      'legal-person',
    ],
    [
      '§202 a work address with evidence',
      { ...business, capacity: 'work-role', workRole: shown },
      'call-7',
      'opt-out-not-used',
    ],
  ])('%s may be sent to until it is prohibited', (_what, known, fact, reason) => {
    const decision = sendCheck(policy, message('email', 'cables'), facts(known));
    expect(decision.allowed).toBe(true);
    const rule = decision.because.find(({ element }) => element === 'marketing.work-role');
    expect([rule?.reason, rule?.fact, rule?.provision]).toEqual([reason, fact, 'Act 917/2014 §202']);
    const prohibitions = [{ id: 'no', scope: { kind: 'all-marketing' as const }, since: now }];
    expect(sendCheck(policy, message('email', 'cables'), facts({ ...known, prohibitions })).allowed).toBe(
      false,
    );
  });

  test.each<[string, Partial<SendFacts>]>([
    ['the private address of a business contact', { ...business, capacity: 'private' }],
    [
      'a consumer, though the address is said to be for work',
      { subjectKind: 'consumer', capacity: 'work-role', workRole: shown },
    ],
    [
      'a consumer, though the address is said to be an organisation',
      { subjectKind: 'consumer', capacity: 'legal-person' },
    ],
    [
      'an address in a capacity that the Act does not know',
      { ...business, capacity: 'work' as never, workRole: shown },
    ],
    ['a private address of no known kind', { capacity: 'private', workRole: shown }],
  ])('§200(1) %s needs a consent for e-mail, and none for a letter', (_what, known) => {
    expect(sendCheck(policy, message('email', 'cables'), facts(known))).toMatchObject({
      allowed: false,
      because: [{ element: 'marketing.electronic-consent', reason: 'consumer-not-opted-in' }],
    });
    expect(sendCheck(policy, message('post', 'cables'), facts(known)).allowed).toBe(true);
  });

  test.each<[string, WorkRole | undefined, string | undefined, string]>([
    ['nothing shows the duties', { ...shown, evidence: undefined }, 'cables', 'work-role-not-evidenced'],
    ['nothing is known of the duties', undefined, 'cables', 'work-role-not-evidenced'],
    [
      'nobody said when to look again',
      { ...shown, recheckBy: undefined },
      'cables',
      'work-role-without-recheck',
    ],
    [
      'it should have been looked at yesterday',
      { ...shown, recheckBy: '2026-11-01' },
      'cables',
      'work-role-not-rechecked',
    ],
    ['the message is about something else', shown, 'candles', 'product-not-of-work-role'],
    ['the message is about nothing in particular', shown, undefined, 'product-not-of-work-role'],
    [
      'nobody knows which products the duties concern',
      { ...shown, productGroups: undefined },
      'cables',
      'product-not-of-work-role',
    ],
    ['the day of its end cannot be read', { ...shown, endedOn: 'soon' }, 'cables', 'work-role-ended'],
    ['the next look is on no day', { ...shown, recheckBy: 'soon' }, 'cables', 'work-role-not-rechecked'],
    ['the role ended today', { ...shown, endedOn: '2026-11-02' }, 'cables', 'work-role-ended'],
  ])('§202 a work address is not sent to where %s', (_what, workRole, productGroup, reason) => {
    const known = {
      ...business,
      capacity: 'work-role' as const,
      ...(workRole !== undefined && { workRole }),
    };
    expect(sendCheck(policy, message('email', productGroup), facts(known))).toMatchObject({
      allowed: false,
      because: [{ element: 'marketing.work-role', reason }],
    });
  });

  const sale = { order: 'A', productGroups: ['cables'], collectedInSaleAt: '2026-01-01T10:00:00Z' };
  const offered = { ...sale, optOutOfferedAt: sale.collectedInSaleAt };
  const consent = { id: 'c', purpose: 'direct-marketing', grantedAt: '2026-01-01T10:00:00Z' };

  test.each<[string, Partial<SendFacts>, string, boolean, string]>([
    ['nothing more is known', {}, 'email', false, 'capacity-unknown'],
    ['it is a text message', {}, 'sms', false, 'capacity-unknown'],
    ['only the duties are known', { workRole: shown }, 'email', false, 'capacity-unknown'],
    ['the role has ended', { workRole: { endedOn: '2026-11-02' } }, 'email', false, 'work-role-ended'],
    [
      'the role has ended, though there was a sale',
      { workRole: { endedOn: '2026-11-02' }, existingCustomer: offered },
      'email',
      false,
      'work-role-ended',
    ],
    [
      'the sale was of something else',
      { existingCustomer: { ...offered, productGroups: ['candles'] } },
      'email',
      false,
      'other-product-group',
    ],
    ['refusing was not offered', { existingCustomer: sale }, 'email', false, 'refusing-not-offered'],
    ['they bought such things (§200(3))', { existingCustomer: offered }, 'email', true, 'existing-customer'],
    ['they consented (§200(1))', { consents: [consent] }, 'email', true, 'consent-given'],
    ['it is a letter', {}, 'post', true, 'opt-out-not-used'],
    ['it is a call', {}, 'phone', true, 'opt-out-not-used'],
  ])(
    'a contact of an organisation whose capacity nobody stated may have an address of their own: %s',
    (_what, known, channel, allowed, reason) => {
      const decision = sendCheck(policy, message(channel, 'cables'), facts({ ...business, ...known }));
      expect([decision.allowed, decision.because.at(-1)?.reason]).toEqual([allowed, reason]);
      if (reason === 'capacity-unknown')
        expect(decision.because).toMatchObject([
          { element: 'marketing.work-role', provision: 'Act 917/2014 §202' },
        ]);
    },
  );

  test('a sale lets it go to them until their role ends', () => {
    const known = facts({ ...business, existingCustomer: offered, workRole: { endedOn: '2026-11-05' } });
    expect(sendCheck(policy, message('email', 'cables'), known)).toMatchObject({
      allowed: true,
      until: '2026-11-04',
    });
  });

  test('what a changed version asks again, it asks of them too', () => {
    const changed = parsePolicy(
      text
        .replace('jobTitle]', 'jobTitle, birthDate]')
        .replace('validFrom: 2018-05-25', 'validFrom: 2026-06-01'),
      'policy.yaml',
    );
    const known = facts({ ...business, consents: [consent] });
    expect(sendCheck(changed, message('email', 'cables'), known, [policy, changed])).toMatchObject({
      allowed: false,
      because: [{ reason: 'consent-outdated' }],
    });
  });

  test('§202 on the last day before the next look, and on the last day of the role, it still is', () => {
    for (const last of [{ recheckBy: '2026-11-02' }, { endedOn: '2026-11-03' }]) {
      const known = { ...business, capacity: 'work-role' as const, workRole: { ...shown, ...last } };
      expect(sendCheck(policy, message('email', 'cables'), facts(known))).toMatchObject({
        allowed: true,
        until: '2026-11-02',
      });
    }
  });
});

function message(channel: string, productGroup?: string) {
  return {
    purpose: 'direct-marketing',
    channel,
    at: now,
    ...(productGroup !== undefined && { productGroup }),
  };
}

function facts(known: Partial<SendFacts>): SendFacts {
  return { prohibitions: [], consents: [], asOf: now, now, ...known };
}
