import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../model/parse-policy.js';
import { clocksOf } from './clocks.js';
import { erasureVerdict } from './erasure-verdict.js';
import type { ClockContext, RetainedRecord } from './record.js';

const text = readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8');
const policy = parsePolicy(text, 'policy.yaml');
const springYear = parsePolicy(text.replace("endsOn: '12-31'", "endsOn: '03-31'"), 'policy.yaml');
const never = { state: 'none' } as const;

describe('basis.law: accounting and VAT keep what they name, to the day they name', () => {
  test.each<[string, typeof policy, Partial<RetainedRecord>, string, string]>([
    [
      '1336/1997 ch. 2 §10(2) invoice, calendar year',
      policy,
      { on: '2026-06-15' },
      '2032-12-31',
      '2033-01-01',
    ],
    [
      '1336/1997 ch. 2 §10(2) financial year to 31 March 2024',
      springYear,
      { on: '2024-03-31' },
      '2030-12-31',
      '2031-01-01',
    ],
    [
      '1336/1997 ch. 2 §10(2) the first day of the next one',
      springYear,
      { on: '2024-04-01' },
      '2031-12-31',
      '2032-01-01',
    ],
    [
      '1336/1997 ch. 2 §10(1) books of the year to 31 March 2024',
      springYear,
      { kind: 'ledger', on: '2024-03-31' },
      '2034-03-31',
      '2034-04-01',
    ],
    [
      '282/2011 Art. 63c sold under the one-stop shop',
      policy,
      { on: '2026-06-15', vat: 'oss' },
      '2036-12-31',
      '2037-01-01',
    ],
    [
      '1336/1997 ch. 2 §10(2) invoiced in the year after the order',
      policy,
      { kind: 'order', on: '2026-12-30', invoicedOn: '2027-01-02' },
      '2033-12-31',
      '2034-01-01',
    ],
  ])('%s', (_provision, underPolicy, given, lastDayKept, dueOn) => {
    const [clock] = clocksOf(underPolicy, invoice(given), never);
    expect(clock).toMatchObject({ fieldClass: 'voucher', lastDayKept, dueOn, basis: { reason: 'held' } });
    expect(clock?.basis.statements).toContain('basis.law');
    expect(clock?.basis.provision).toBeDefined();
  });

  test.each<[string, Partial<RetainedRecord>, string, string]>([
    ['sold at home', { vat: 'domestic' }, '2032-12-31', 'held'],
    ['sold under the one-stop shop', { vat: 'oss' }, '2036-12-31', 'held'],
    ['sold nobody knows how', { vat: undefined }, '2036-12-31', 'held-vat-scheme-unknown'],
    [
      'nobody knows how, on the first day of a year',
      { vat: undefined, on: '2026-01-01' },
      '2036-12-31',
      'held-vat-scheme-unknown',
    ],
    [
      'nobody knows how, on its last',
      { vat: undefined, on: '2026-12-31' },
      '2036-12-31',
      'held-vat-scheme-unknown',
    ],
    [
      'nobody knows how, invoiced so late that accounting keeps it longer',
      { vat: undefined, on: '2026-06-15', invoicedOn: '2031-01-02' },
      '2037-12-31',
      'held',
    ],
    ['books, which no VAT scheme is about', { vat: undefined, kind: 'ledger' }, '2036-12-31', 'held'],
  ])(
    '2006/112 Art. 369k ten years from the end of the year of the transaction: %s',
    (_what, given, lastDayKept, reason) => {
      const record = invoice(given);
      const [clock] = clocksOf(policy, record, never);
      expect(clock).toMatchObject({ lastDayKept, basis: { reason } });
      const [verdict] = erasureVerdict(policy, record, '2027-01-01');
      expect(verdict).toMatchObject({ verdict: 'keep', until: lastDayKept, because: { reason } });
    },
  );

  test('the longest of two laws is the basis, the other is named beside it', () => {
    const [clock] = clocksOf(policy, invoice({ vat: 'oss' }), never);
    expect(clock?.basis.element).toBe('hold.vat-one-stop-shop');
    expect(clock?.alsoHeldBy.map(({ element }) => element)).toEqual(['hold.accounting-voucher']);
  });

  test('right.erase-limits: nothing rides along with what the law names', () => {
    const clocks = clocksOf(policy, invoice({ fieldClasses: ['voucher', 'delivery', 'contact'] }), never);
    expect(clocks.map(({ fieldClass, dueOn }) => [fieldClass, dueOn])).toEqual([
      ['voucher', '2033-01-01'],
      ['delivery', '2026-06-15'],
      ['contact', '2026-06-15'],
    ]);
  });
});

describe('retention.customer: ten years after the end of the relationship', () => {
  test.each<[string, Parameters<typeof clocksOf>[2], string | null]>([
    ['ended', { state: 'ended', endsOn: '2020-05-05' }, '2030-05-06'],
    ['ended on 29 February', { state: 'ended', endsOn: '2020-02-29' }, '2030-03-01'],
    ['projected while it is active', { state: 'active', endsOn: '2028-05-05' }, '2038-05-06'],
    ['no end in sight', { state: 'active' }, null],
    ['never a customer: at once', never, '2026-06-15'],
  ])('%s', (_what, relationship, dueOn) => {
    const [clock] = clocksOf(policy, feedback(), relationship);
    expect(clock).toMatchObject({ fieldClass: 'communication', dueOn });
  });
});

describe('retention.marketing: as long as the role lasts, unless marketing is prohibited', () => {
  const work = { subjectKind: 'business-contact' };
  test.each<[string, ClockContext, string | null, string]>([
    ['a role that lasts', work, null, 'role-end-not-yet'],
    ['a role that ended: at once', { ...work, roleEndedOn: '2026-10-01' }, '2026-10-01', 'after-role-end'],
    [
      'a prohibition: at once',
      { ...work, prohibitedMarketingOn: '2026-09-01' },
      '2026-09-01',
      'marketing-prohibited',
    ],
    [
      'a prohibition older than the data',
      { ...work, prohibitedMarketingOn: '2026-01-01' },
      '2026-06-15',
      'marketing-prohibited',
    ],
    [
      'a consumer, by the last contact',
      { subjectKind: 'consumer', lastContactOn: '2026-08-01' },
      '2028-08-02',
      'after-last-contact',
    ],
    [
      'somebody of a kind this version does not name, like a consumer',
      { subjectKind: 'member' },
      '2028-06-16',
      'after-last-contact',
    ],
    ['a consumer never heard of again', { subjectKind: 'consumer' }, '2028-06-16', 'after-last-contact'],
    ['someone of no known kind, as a consumer', {}, '2028-06-16', 'after-last-contact'],
    [
      'a consumer who prohibits it',
      { subjectKind: 'consumer', prohibitedMarketingOn: '2026-09-01' },
      '2026-09-01',
      'marketing-prohibited',
    ],
  ])('%s', (_what, context, dueOn, reason) => {
    const [clock] = clocksOf(policy, marketing(), { state: 'active', endsOn: '2030-01-01' }, context);
    expect(clock).toMatchObject({ fieldClass: 'marketing', dueOn, basis: { reason } });
  });

  test('right.prohibit: the hash that keeps the prohibition stays until it is lifted', () => {
    const record = { ...feedback(), kind: 'prohibition' as const, fieldClasses: ['suppression'] };
    expect(clocksOf(policy, record, never)[0]?.dueOn).toBeNull();
    expect(clocksOf(policy, record, never, { prohibitionLiftedOn: '2026-10-01' })[0]?.dueOn).toBe(
      '2026-10-01',
    );
  });
});

describe('what else starts, stops and holds a clock', () => {
  const active = { state: 'active', endsOn: '2027-01-01' } as const;

  test('right.withdraw: what rests on consent alone is due when it ends', () => {
    const record = { ...feedback(), kind: 'newsletter' as const, fieldClasses: ['newsletter'] };
    expect(clocksOf(policy, record, active)[0]).toMatchObject({
      dueOn: null,
      basis: { reason: 'consent-end-not-yet' },
    });
    expect(clocksOf(policy, record, active, { consentEndedOn: '2026-10-01' })[0]?.dueOn).toBe('2026-10-01');
  });

  test('inference.interests: what was inferred goes when the person objects', () => {
    const record = { ...feedback(), kind: 'inference' as const, fieldClasses: ['inferred'] };
    expect(clocksOf(policy, record, active, { objectedOn: '2026-10-01' })[0]).toMatchObject({
      dueOn: '2026-10-01',
      basis: { element: 'right.object', reason: 'objected' },
    });
  });

  test.each<[string, ClockContext, string, string]>([
    ['an objection', { objectedOn: '2026-10-01' }, '2026-10-01', 'right.object'],
    [
      'a prohibition on the day of an objection',
      { prohibitedMarketingOn: '2026-10-01', objectedOn: '2026-10-01' },
      '2026-10-01',
      'right.prohibit',
    ],
    [
      'an objection on the day it is due anyway',
      { objectedOn: '2028-06-16' },
      '2028-06-16',
      'retention.inferred-of-consumer',
    ],
    [
      'a prohibition before an objection',
      { prohibitedMarketingOn: '2026-09-01', objectedOn: '2026-10-01' },
      '2026-09-01',
      'right.prohibit',
    ],
    [
      'an objection before a prohibition',
      { prohibitedMarketingOn: '2026-10-01', objectedOn: '2026-09-01' },
      '2026-09-01',
      'right.object',
    ],
    [
      'an objection after its period has run out anyway',
      { objectedOn: '2029-10-01' },
      '2028-06-16',
      'retention.inferred-of-consumer',
    ],
  ])(
    'inference.interests: what was inferred is due by what comes first: %s',
    (_what, known, dueOn, element) => {
      const record = { ...feedback(), kind: 'inference' as const, fieldClasses: ['inferred'] };
      expect(clocksOf(policy, record, active, known)[0]).toMatchObject({
        dueOn,
        basis: { element },
        alsoHeldBy: [],
      });
    },
  );

  test('what the person has ended is not among what still holds', () => {
    const record = { ...feedback(), fieldClasses: ['marketing'] };
    const holds = [{ id: 'h', hold: 'open-request' }];
    const [clock] = clocksOf(policy, record, active, { prohibitedMarketingOn: '2026-10-01', holds });
    expect(clock).toMatchObject({ dueOn: null, basis: { element: 'hold.open-request' }, alsoHeldBy: [] });
  });

  test('right.object: while a restriction lasts no clock erases, and what would have held is named', () => {
    const [clock] = clocksOf(policy, invoice({}), active, { restricted: true });
    expect(clock).toMatchObject({
      dueOn: null,
      lastDayKept: null,
      basis: { element: 'right.restrict', reason: 'restricted', provision: 'GDPR Art. 18(2)' },
    });
    expect(clock?.alsoHeldBy.map(({ element }) => element)).toContain('hold.accounting-voucher');
  });

  test('right.access: a request that is open holds all, and its release lets the clock run on', () => {
    const holds = [{ id: 'request-1', hold: 'open-request' }];
    expect(clocksOf(policy, feedback(), never, { holds })[0]).toMatchObject({
      dueOn: null,
      basis: { fact: 'request-1' },
    });
    expect(clocksOf(policy, feedback(), never)[0]?.dueOn).toBe('2026-06-15');
  });

  test('basis.law: an open claim holds what its need covers, an open order holds its own', () => {
    const claimOpen = { claim: 'claim-1', need: 'faulty switch' };
    const record = { ...feedback(), claimOpen, fieldClasses: ['communication', 'registration'] };
    expect(clocksOf(policy, record, never).map(({ dueOn }) => dueOn)).toEqual([null, '2026-06-15']);
    const ordered = invoice({ kind: 'order', fieldClasses: ['order'], contractOpen: { order: 'A' } });
    expect(clocksOf(policy, ordered, never)[0]).toMatchObject({
      dueOn: null,
      basis: { element: 'basis.contract', reason: 'contract-open', fact: 'A' },
    });
  });

  test('a hold placed by hand covers the field classes it names, to its last day; an unknown one holds all the same', () => {
    const record = { ...feedback(), fieldClasses: ['communication', 'usage'] };
    const holds = [{ id: 'h', hold: 'claim', fieldClasses: ['communication'], until: '2040-01-01' }];
    expect(clocksOf(policy, record, never, { holds }).map(({ dueOn }) => dueOn)).toEqual([
      '2040-01-02',
      '2028-06-16',
    ]);
    const unknown = [{ id: 'h', hold: 'whim' }];
    expect(clocksOf(policy, record, never, { holds: unknown })[0]).toMatchObject({
      dueOn: null,
      basis: { reason: 'hold-unknown' },
    });
  });

  test('a field class the policy does not know is due at once', () => {
    const [clock] = clocksOf(policy, { ...feedback(), fieldClasses: ['shoe-size'] }, active);
    expect(clock).toMatchObject({
      dueOn: '2026-06-15',
      basis: { element: 'conduct.deny-by-default', reason: 'no-basis-to-keep' },
      alsoHeldBy: [],
    });
  });

  test('basis.law: a hold names what it rests on: the claim, or else the record', () => {
    const claimed = invoice({ claimOpen: { claim: 'claim-1', need: 'faulty switch' } });
    const [clock] = clocksOf(policy, claimed, never);
    expect(clock?.basis).toMatchObject({ element: 'hold.claim', fact: 'claim-1' });
    expect(clock?.alsoHeldBy).toMatchObject([{ element: 'hold.accounting-voucher', fact: 'I-1' }]);
  });

  test('data.permissions: proof of a prohibition runs from its end, whatever came of a consent', () => {
    const record = { ...feedback(), kind: 'prohibition' as const, fieldClasses: ['permissions'] };
    const known = { consentEndedOn: '2020-01-01', prohibitionLiftedOn: '2026-10-01' };
    expect(clocksOf(policy, record, never, known)[0]?.lastDayKept).toBe('2029-10-01');
    expect(clocksOf(policy, record, never, { consentEndedOn: '2020-01-01' })[0]?.lastDayKept).toBeNull();
  });

  test.each([
    ['', '2026-06-15'],
    ['    period: P1Y\n', '2027-06-15'],
  ])('a hold from the day of the record itself, %s', (period, lastDayKept) => {
    const release = '    anchor: release\n';
    const held = `    anchor: record\n    fieldClasses: [communication]\n${period}`;
    const under = parsePolicy(text.replace(release, held), 'policy.yaml');
    expect(clocksOf(under, feedback(), never)[0]).toMatchObject({ lastDayKept });
  });
});

describe("right.erase-limits: a person's erasure request is refused field by field, and only by Art. 17(3)", () => {
  const today = '2026-11-02';

  test('the invoice stays until its day with its provision, all else goes', () => {
    const verdicts = erasureVerdict(
      policy,
      invoice({ fieldClasses: ['voucher', 'contact', 'marketing'] }),
      today,
    );
    expect(verdicts).toMatchObject([
      {
        fieldClass: 'voucher',
        verdict: 'keep',
        until: '2032-12-31',
        provision: 'Accounting Act 1336/1997 ch. 2 §10(2); GDPR Art. 17(3)(b)',
      },
      {
        fieldClass: 'contact',
        verdict: 'erase',
        because: { element: 'right.erase', reason: 'nothing-outranks-erasure' },
      },
      { fieldClass: 'marketing', verdict: 'erase' },
    ]);
  });

  test('Art. 17(1)(a) an order still being carried out keeps its data by the contract, an open claim before it', () => {
    const open = { fieldClasses: ['delivery'], contractOpen: { order: 'A' } };
    const provision = 'GDPR Art. 6(1)(b), 17(1)(a)';
    expect(erasureVerdict(policy, invoice(open), today)[0]).toMatchObject({
      provision,
      because: { element: 'basis.contract', reason: 'contract-open', fact: 'A', provision },
    });
    const claimed = invoice({ ...open, claimOpen: { claim: 'c', need: 'faulty switch' } });
    expect(erasureVerdict(policy, claimed, today)[0]?.because.element).toBe('hold.claim');
  });

  test.each<[string, Partial<RetainedRecord>, ClockContext, 'erase' | 'keep', string | undefined]>([
    [
      'retention.customer is no ground',
      { kind: 'feedback', fieldClasses: ['communication'] },
      {},
      'erase',
      undefined,
    ],
    ['a law whose day has passed is none', { on: '2018-06-15' }, {}, 'erase', undefined],
    ['the last day of the law still is', { on: '2020-06-15' }, {}, 'keep', '2026-12-31'],
    ['the longest of two laws counts', { on: '2020-06-15', vat: 'oss' }, {}, 'keep', '2030-12-31'],
    [
      'right.object: a restriction does not stop it',
      { fieldClasses: ['contact'] },
      { restricted: true },
      'erase',
      undefined,
    ],
    [
      'an open request does not stop it',
      { fieldClasses: ['contact'] },
      { holds: [{ id: 'h', hold: 'open-request' }] },
      'erase',
      undefined,
    ],
    [
      'Art. 17(3)(e) an open claim',
      { fieldClasses: ['contact'], claimOpen: { claim: 'c', need: 'faulty switch' } },
      {},
      'keep',
      undefined,
    ],
    [
      'Art. 17(3)(e) a claim held by hand',
      { fieldClasses: ['contact'] },
      { holds: [{ id: 'h', hold: 'claim', until: '2027-01-01' }] },
      'keep',
      '2027-01-01',
    ],
    [
      'Art. 17(3)(e) a claim on its last day',
      { fieldClasses: ['contact'] },
      { holds: [{ id: 'h', hold: 'claim', until: '2026-11-02' }] },
      'keep',
      '2026-11-02',
    ],
    [
      'a hold nobody declared may be of any ground',
      { fieldClasses: ['contact'] },
      { holds: [{ id: 'h', hold: 'whim' }] },
      'keep',
      undefined,
    ],
    [
      'a hold nobody declared, on its last day',
      { fieldClasses: ['contact'] },
      { holds: [{ id: 'h', hold: 'whim', until: '2026-11-02' }] },
      'keep',
      '2026-11-02',
    ],
    [
      'a hold nobody declared, the day after its last',
      { fieldClasses: ['contact'] },
      { holds: [{ id: 'h', hold: 'whim', until: '2026-11-01' }] },
      'erase',
      undefined,
    ],
    [
      'a hold nobody declared, on another field class',
      { fieldClasses: ['contact'] },
      { holds: [{ id: 'h', hold: 'whim', fieldClasses: ['voucher'] }] },
      'erase',
      undefined,
    ],
    [
      'Art. 17(1)(a) an order still being carried out',
      { fieldClasses: ['delivery'], contractOpen: { order: 'A' } },
      {},
      'keep',
      undefined,
    ],
    [
      'Art. 17(1)(a) such an order outlasts the day of a law',
      { contractOpen: { order: 'A' } },
      {},
      'keep',
      undefined,
    ],
    [
      'right.prohibit: the hash of a prohibition',
      { kind: 'prohibition', fieldClasses: ['suppression'] },
      {},
      'keep',
      undefined,
    ],
    [
      'Art. 17(3)(e) proof of a consent that ended',
      { kind: 'consent', fieldClasses: ['permissions'] },
      { consentEndedOn: '2026-11-02' },
      'keep',
      '2029-11-02',
    ],
    [
      'proof older than the limitation period',
      { kind: 'consent', fieldClasses: ['permissions'] },
      { consentEndedOn: '2023-11-01' },
      'erase',
      undefined,
    ],
  ])('%s', (_what, given, context, verdict, until) => {
    const [field] = erasureVerdict(policy, invoice(given), today, context);
    expect(field?.verdict).toBe(verdict);
    expect(field?.until).toBe(until);
    if (verdict === 'keep') expect(field?.provision).toMatch(/\d/);
  });

  test('a hold nobody declared says that it is unknown, and which it is', () => {
    const holds = [{ id: 'h', hold: 'whim' }];
    expect(erasureVerdict(policy, invoice({ fieldClasses: ['contact'] }), today, { holds })).toMatchObject([
      {
        provision: 'GDPR Art. 17(3)',
        because: { element: 'conduct.deny-by-default', reason: 'hold-unknown', fact: 'h' },
      },
    ]);
  });
});

function invoice(given: Partial<RetainedRecord>): RetainedRecord {
  return {
    id: 'I-1',
    kind: 'invoice',
    category: 'relationship',
    on: '2026-06-15',
    fieldClasses: ['voucher'],
    vat: 'domestic',
    ...given,
  };
}

function feedback(): RetainedRecord {
  return {
    id: 'F-1',
    kind: 'feedback',
    category: 'relationship',
    on: '2026-06-15',
    fieldClasses: ['communication'],
  };
}

function marketing(): RetainedRecord {
  return {
    id: 'M-1',
    kind: 'marketing',
    category: 'interests',
    on: '2026-06-15',
    fieldClasses: ['marketing'],
  };
}
