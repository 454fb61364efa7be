import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { RecordVerdict } from '#contracts';
import { parsePolicy } from '#policy';
import { aGrant, anErasure, anOrder, aRegistration, aWithdrawal } from '../consent-facts.builder.js';
import type { ConsentServiceFact, GrantFact } from '../consent-facts.js';
import { planErasure } from './plan-erasure.decision.js';

const file = 'policies/midare/2018-05-25/policy.yaml';
const policy = parsePolicy(readFileSync(file, 'utf8'), file);
const customer = { source: 'web-store', id: 'customer/12748' };
const guest = { source: 'web-store', id: 'buyer/536365' };
const now = '2026-07-01T06:00:00.000Z';
const plan = (
  facts: ConsentServiceFact[],
  records?: RecordVerdict[],
  party = customer,
): ReturnType<typeof planErasure> => planErasure(policy, party, facts, now, records);
const proven = (given: Partial<GrantFact> = {}): GrantFact => aGrant({ evidence: {} as never, ...given });
const until = (facts: ConsentServiceFact[]): (string | undefined)[] =>
  plan(facts).kept.flatMap(({ keep }) => keep.map((kept) => kept.until));

describe('right.erase-limits – everything goes but the proof the law keeps, which has its last day', () => {
  it.each<[string, ConsentServiceFact[], object]>([
    ['nothing known', [], { outcome: 'none', directory: false, proofs: [] }],
    ['a directory entry', [aRegistration()], { outcome: 'done', directory: true, kept: [] }],
    ['one that is erased already', [aRegistration(), anErasure()], { outcome: 'none', directory: false }],
    ['a consent', [aRegistration(), proven()], { outcome: 'retained', directory: true, proofs: [] }],
    ['a consent whose proof is gone already', [aRegistration(), aGrant()], { outcome: 'done', kept: [] }],
    [
      'a consent that ended long ago',
      [proven({ at: '2019-01-01T07:00:00Z' }), aWithdrawal({ at: '2019-02-01T07:00:00Z' })],
      { outcome: 'done', proofs: ['c.1'] },
    ],
  ])('%s', (_given, facts, outcome) => {
    expect(plan(facts)).toMatchObject(outcome);
  });

  it('names the provision', () => {
    expect(plan([proven()]).kept).toMatchObject([
      {
        record: 'c.1',
        kind: 'consent',
        keep: [{ fieldClass: 'permissions', provision: expect.stringContaining('17(3)(e)') }],
      },
    ]);
  });

  it('counts from the end of the consent: its withdrawal, or today’s erasure', () => {
    expect(until([proven()])).toEqual(['2029-07-01']);
    expect(until([proven(), aWithdrawal()])).toEqual(['2029-06-10']);
  });
});

const verdict = (kind: RecordVerdict['kind'], record: string, keep: string[] = []): RecordVerdict => ({
  kind,
  record,
  erase: [],
  keep: keep.map((fieldClass) => ({ fieldClass, provision: 'x' })),
});

describe('retention.customer – a clock erases the records it names, by their verdicts', () => {
  const facts = [aRegistration(), anOrder(), proven()];
  it.each<[string, RecordVerdict[], object]>([
    [
      'another record',
      [verdict('invoice', '536365')],
      { outcome: 'none', directory: false, orders: [], proofs: [] },
    ],
    [
      'an order',
      [verdict('order', '536365')],
      { outcome: 'done', directory: false, orders: ['web-store/order/536365'] },
    ],
    [
      'an order of which only the voucher stays',
      [verdict('order', '536365', ['voucher'])],
      { orders: ['web-store/order/536365'] },
    ],
    ['an order that stays', [verdict('order', '536365', ['order'])], { outcome: 'none', orders: [] }],
    ['the customer', [verdict('customer', '12748')], { outcome: 'done', directory: true }],
    [
      'the customer, whose contact stays',
      [verdict('customer', '12748', ['contact'])],
      { outcome: 'none', directory: false },
    ],
    ['a consent', [verdict('consent', 'c.1')], { outcome: 'done', proofs: ['c.1'] }],
    [
      'a consent that stays',
      [verdict('consent', 'c.1', ['permissions'])],
      { outcome: 'retained', proofs: [] },
    ],
  ])('%s', (_given, records, outcome) => {
    expect(plan(facts, records)).toMatchObject(outcome);
  });

  it('erases a guest with the guest’s order', () => {
    expect(plan([anOrder()], [verdict('order', '536365')], guest)).toMatchObject({ directory: true });
  });
});
