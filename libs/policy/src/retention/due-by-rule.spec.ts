import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parsePolicy } from '../model/parse-policy.js';
import { dueByRule } from './due-by-rule.js';

const text = readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8');
const policy = parsePolicy(text, 'policy.yaml');
const springYear = parsePolicy(text.replace("endsOn: '12-31'", "endsOn: '03-31'"), 'policy.yaml');

test.each([
  [
    '1336/1997 ch. 2 §10(2), vouchers',
    springYear,
    'accounting-voucher',
    '2024-03-31',
    '2030-12-31',
    '2031-01-01',
  ],
  ['1336/1997 ch. 2 §10(1), books', springYear, 'accounting-books', '2024-03-31', '2034-03-31', '2034-04-01'],
  [
    '1336/1997 ch. 2 §10(2), calendar year',
    policy,
    'accounting-voucher',
    '2026-06-15',
    '2032-12-31',
    '2033-01-01',
  ],
  ['282/2011 Art. 63c', policy, 'vat-one-stop-shop', '2026-06-15', '2036-12-31', '2037-01-01'],
  ['retention.customer', policy, 'customer', '2020-02-29', '2030-02-28', '2030-03-01'],
  ['retention.customer, by its id', policy, 'retention.customer', '2020-02-29', '2030-02-28', '2030-03-01'],
  ['retention.marketing, at once', policy, 'marketing-by-role', '2026-10-01', '2026-09-30', '2026-10-01'],
  ['728/2003 §4, proof', policy, 'hold.proof', '2026-10-01', '2029-10-01', '2029-10-02'],
  [
    'retention.customer, the rule of the same name',
    policy,
    'proof',
    '2026-10-01',
    '2036-10-01',
    '2036-10-02',
  ],
])('%s: what one rule keeps is due the day after', (_provision, under, rule, from, lastDayKept, dueOn) => {
  const due = dueByRule(under, rule, from);
  expect(due).toMatchObject({ from, lastDayKept, dueOn });
  expect(due?.because.statements.length).toBeGreaterThan(0);
});

test('basis.law: the provision is named', () => {
  expect(dueByRule(policy, 'accounting-voucher', '2026-06-15')?.because).toMatchObject({
    element: 'hold.accounting-voucher',
    reason: 'held',
    provision: 'Accounting Act 1336/1997 ch. 2 §10(2)',
  });
});

test('retention.customer: what the period runs from is named', () => {
  expect(dueByRule(policy, 'customer', '2020-02-29')).toMatchObject({
    rule: 'retention.customer',
    anchor: 'relationship-end',
    because: { element: 'retention.customer', reason: 'after-relationship-end' },
  });
});

test('a hold that lasts as long as a claim is open has no due date, even where it names a period', () => {
  const claim = '    anchor: claim-end\n';
  const longer = parsePolicy(text.replace(claim, `${claim}    period: P1Y\n`), 'policy.yaml');
  expect(dueByRule(longer, 'claim', '2026-06-15')).toBeUndefined();
});

test.each(['open-request', 'claim', 'whim'])('%s has no due date of its own', (name) => {
  expect(dueByRule(policy, name, '2026-06-15')).toBeUndefined();
});

test('a date that does not exist is refused', () => {
  expect(() => dueByRule(policy, 'customer', '2026-02-30')).toThrow(RangeError);
});
