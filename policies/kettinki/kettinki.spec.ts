import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  type KnownFacts,
  type Question,
  type RetainedRecord,
  clocksOf,
  decide,
  erasureVerdict,
  lintFile,
  parsePolicy,
  parseStatements,
  policyProblems,
  requestDeadline,
  sendCheck,
  statementGaps,
} from '#policy';

const [source, statements] = ['policy.yaml', 'statements.yaml'].map((name) => {
  const file = `policies/kettinki/2026-04-01/${name}`;
  return { file, text: readFileSync(file, 'utf8') };
}) as [{ file: string; text: string }, { file: string; text: string }];
const policy = parsePolicy(source.text, source.file);
const at = '2026-11-23T12:00:00+02:00';
const facts: KnownFacts = {
  audience: 'web-shop-customer',
  contracts: [{ order: 'rental-1', openedOn: '2026-11-20' }],
  consents: [],
  prohibitions: [],
  objections: [],
  restrictions: [],
  asOf: at,
  now: at,
};

describe('the policy of another trade is read and linted by the same code', () => {
  test('it has nothing wrong with it, carries all its statements, and lints clean', () => {
    expect(policyProblems(source.text, source.file)).toEqual([]);
    expect(statementGaps(policy, parseStatements(statements.text, statements.file))).toEqual({
      uncarried: [],
      unknown: [],
    });
    expect(lintFile(source, { on: '2026-11-23', statements }).findings).toEqual([]);
  });
});

describe('it is decided by', () => {
  test.each<[string, Partial<Question>, Partial<KnownFacts>, boolean, string, string]>([
    [
      'a rental carries its messages',
      { purpose: 'rental', category: 'contact', channel: 'app' },
      {},
      true,
      'basis.contract',
      'contract-open',
    ],
    [
      'a channel this company has not',
      { purpose: 'rental', category: 'contact', channel: 'post' },
      {},
      false,
      'conduct.deny-by-default',
      'channel-unknown',
    ],
    [
      'a purpose of the other company',
      { purpose: 'direct-marketing', category: 'contact', channel: 'email' },
      {},
      false,
      'conduct.deny-by-default',
      'purpose-unknown',
    ],
    [
      'a ride map without consent',
      { purpose: 'ride-map', category: 'usage' },
      {},
      false,
      'basis.consent',
      'consent-missing',
    ],
    [
      'positions to Switzerland, adequate',
      { purpose: 'theft-recovery', category: 'usage', recipient: 'map-service' },
      {},
      true,
      'basis.legitimate-interest',
      'legitimate-interest',
    ],
    [
      'app messages through the USA by clauses that were assessed',
      { purpose: 'rental', category: 'registration', recipient: 'app-messages' },
      {},
      true,
      'basis.contract',
      'contract-open',
    ],
    [
      'positions to the insurer, who gets none',
      { purpose: 'theft-recovery', category: 'usage', recipient: 'insurer' },
      {},
      false,
      'recipient.insurer',
      'purpose-not-for-recipient',
    ],
    [
      'somebody of no audience',
      { purpose: 'rental', category: 'contact' },
      { audience: undefined },
      false,
      'controller.kettinki',
      'outside-every-audience',
    ],
    [
      'a fleet looked after for another',
      { purpose: 'rental', category: 'contact' },
      { role: 'processor' },
      false,
      'role.processor',
      'held-for-another-controller',
    ],
  ])('%s', (_what, asked, known, allowed, element, reason) => {
    const decision = decide(policy, { purpose: '', category: '', at, ...asked }, { ...facts, ...known });
    expect(decision).toMatchObject({ allowed, policyVersion: 'kettinki/2026-04-01' });
    expect(decision.because).toContainEqual(expect.objectContaining({ element, reason }));
  });

  test('positions older than a minute of knowledge are not asked for: staleness is the policy’s own', () => {
    const question = { purpose: 'theft-recovery', category: 'usage', at };
    expect(decide(policy, question, { ...facts, asOf: '2026-11-23T11:59:30+02:00' }).allowed).toBe(true);
    expect(decide(policy, question, { ...facts, asOf: '2026-11-23T11:58:30+02:00' }).because).toMatchObject([
      { reason: 'stale' },
    ]);
  });

  test('a group organiser is reminded until they prohibit it; a consumer only as a customer who was offered to refuse', () => {
    const question = { purpose: 'service-reminder', channel: 'sms', productGroup: 'repair', at };
    const known = { ...facts, subjectKind: 'business-contact', capacity: 'legal-person' } as const;
    expect(sendCheck(policy, question, known).allowed).toBe(true);
    const prohibited = [
      { id: 'no-1', scope: { kind: 'channel', channel: 'sms' }, since: '2026-05-01T10:00:00+03:00' },
    ] as const;
    expect(sendCheck(policy, question, { ...known, prohibitions: prohibited }).allowed).toBe(false);
    expect(sendCheck(policy, question, { ...facts, subjectKind: 'consumer' }).allowed).toBe(false);
  });
});

describe('its clocks run by its own year and anchors', () => {
  const active = { state: 'active', endsOn: '2027-12-15' } as const;

  test.each<[string, Partial<RetainedRecord>, Parameters<typeof clocksOf>[3], string | null, string]>([
    [
      'a voucher of the year to 31.3.2024 goes on 1.1.2031',
      { kind: 'invoice', on: '2024-02-10' },
      {},
      '2031-01-01',
      'hold.accounting-voucher',
    ],
    [
      'a voucher of the day after is of the next year',
      { kind: 'invoice', on: '2024-04-01' },
      {},
      '2032-01-01',
      'hold.accounting-voucher',
    ],
    [
      'a name a year after the financial year',
      { kind: 'customer', fieldClasses: ['identity'] },
      {},
      '2028-04-01',
      'retention.booking',
    ],
    [
      'the course of a repair two years after its year',
      { fieldClasses: ['order'] },
      {},
      '2029-01-01',
      'retention.repair-season',
    ],
    [
      'positions after two weeks',
      { kind: 'usage', fieldClasses: ['usage'] },
      {},
      '2026-06-30',
      'retention.position',
    ],
    [
      'positions at once after an objection',
      { kind: 'usage', fieldClasses: ['usage'] },
      { objectedOn: '2026-06-20' },
      '2026-06-20',
      'right.object',
    ],
    [
      'measures on the day the consent ends',
      { fieldClasses: ['fit'] },
      { consentEndedOn: '2026-09-01' },
      '2026-09-01',
      'retention.fit',
    ],
    ['measures not before', { fieldClasses: ['fit'] }, {}, null, 'retention.fit'],
    [
      'messages eighteen months after the last contact',
      { kind: 'contact-log', fieldClasses: ['communication'] },
      { lastContactOn: '2026-08-31' },
      '2028-03-01',
      'retention.messages',
    ],
  ])('%s', (_what, more, context, dueOn, element) => {
    const [clock] = clocksOf(policy, record(more), active, context);
    expect(clock).toMatchObject({ dueOn, basis: { element } });
  });

  test('an erasure keeps the voucher to its day, and nothing else', () => {
    const verdicts = erasureVerdict(
      policy,
      record({ fieldClasses: ['voucher', 'order', 'delivery'] }),
      '2026-11-23',
    );
    expect(verdicts.map(({ fieldClass, verdict, until }) => [fieldClass, verdict, until])).toEqual([
      ['voucher', 'keep', '2033-12-31'],
      ['order', 'erase', undefined],
      ['delivery', 'erase', undefined],
    ]);
  });

  test('requests are answered in the two weeks it promises, sooner than the law asks', () => {
    expect(requestDeadline(policy, { receivedOn: '2026-11-23' })).toMatchObject({
      internalDue: '2026-12-07',
    });
  });
});

function record(more: Partial<RetainedRecord>): RetainedRecord {
  return {
    id: 'r-1',
    kind: 'order',
    category: 'relationship',
    on: '2026-06-15',
    fieldClasses: ['voucher'],
    ...more,
  };
}
