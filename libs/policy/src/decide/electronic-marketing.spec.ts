import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../model/parse-policy.js';
import type { WorkRole } from './question.js';
import { type SendFacts, sendCheck } from './send-check.js';

const policy = parsePolicy(readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8'), 'policy.yaml');
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
    ['§202 a contact of no stated capacity', business, undefined, 'opt-out-not-used'],
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

  test('§202 a message about nothing in particular goes to a contact of no stated capacity', () => {
    const known = facts({ ...business, workRole: { productGroups: ['cables'] } });
    expect(sendCheck(policy, message('email'), known).allowed).toBe(true);
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
