import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parsePolicy, policyProblems } from '../model/parse-policy.js';
import { clocksOf } from './clocks.js';
import { relationshipOf } from './relationship.js';
import type { RecordKind } from './record.js';

const text = readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8');
const oneForAll =
  '    fieldClasses: [voucher, identity, contact, delivery, order, communication, registration, answers]\n';
const perPurpose = parsePolicy(
  text.replace(oneForAll, '    fieldClasses: [identity, contact, registration]\n').replace(
    'retention:\n',
    `retention:
  - id: retention.purchases
    statements: [retention.customer]
    fieldClasses: [order, delivery]
    anchor: record
    period: P3Y
  - id: retention.service-contacts
    statements: [retention.customer]
    fieldClasses: [communication]
    anchor: record
    period: P18M
`,
  ),
  'policy.yaml',
);

describe('retention.customer: periods per purpose, where the policy has them', () => {
  const customer = { firstOn: '2015-01-01', lastActivityOn: '2026-10-01' };

  test.each<[string, RecordKind, string, string, string | null, string]>([
    [
      'Kesko 3831/161/21: purchases go though the customer stays',
      'order',
      'order',
      '2023-11-01',
      '2026-11-02',
      'retention.purchases',
    ],
    [
      'Kesko 3831/161/21: where it was delivered goes with them',
      'order',
      'delivery',
      '2023-11-01',
      '2026-11-02',
      'retention.purchases',
    ],
    [
      '1336/1997 ch. 2 §10(2) what accounting needs of it stays',
      'order',
      'voucher',
      '2023-11-01',
      '2030-01-01',
      'hold.accounting-voucher',
    ],
    [
      '5(1)(e) what was said to customer service has a period of its own',
      'contact-log',
      'communication',
      '2025-05-01',
      '2026-11-02',
      'retention.service-contacts',
    ],
    [
      'Verkkokauppa.com TSV/26/2020: the account ends with the relationship',
      'account',
      'registration',
      '2015-01-01',
      '2038-10-02',
      'retention.customer',
    ],
  ])('%s', (_decision, kind, fieldClass, on, dueOn, element) => {
    const relationship = relationshipOf(perPurpose, customer, '2026-11-02');
    const vat = 'domestic' as const;
    const record = { id: 'R', kind, category: 'relationship', on, fieldClasses: [fieldClass], vat };
    expect(clocksOf(perPurpose, record, relationship)[0]).toMatchObject({
      fieldClass,
      dueOn,
      basis: { element },
    });
  });

  test('Verkkokauppa.com TSV/26/2020: a guest has no account, and nothing that waits for one to end', () => {
    const guest = relationshipOf(perPurpose, {}, '2026-11-02');
    const record = {
      id: 'R',
      kind: 'order' as const,
      category: 'relationship',
      on: '2026-10-01',
      fieldClasses: ['contact', 'order'],
    };
    expect(clocksOf(perPurpose, record, guest).map(({ dueOn }) => dueOn)).toEqual([
      '2026-10-01',
      '2029-10-02',
    ]);
  });

  test('Verkkokauppa.com TSV/26/2020: a rule without an end is no policy', () => {
    const endless = text.replace(
      '    anchor: relationship-end\n    period: P10Y\n',
      '    anchor: relationship-end\n',
    );
    expect(
      policyProblems(endless, 'policy.yaml')
        .map(({ problem }) => problem)
        .join(),
    ).toContain('period');
  });
});

describe('retention.customer: when the relationship ends starts the ten years', () => {
  test.each<[string, Parameters<typeof relationshipOf>[1], string, string]>([
    [
      '29 February, ended by a word',
      { firstOn: '2019-01-01', endedOn: '2020-02-29' },
      '2030-02-28',
      '2030-03-01',
    ],
    [
      '29 February, and the tenth year has none',
      { lastActivityOn: '2022-03-01', endedOn: '2024-02-29' },
      '2034-02-28',
      '2034-03-01',
    ],
    ['to a leap year, the same date', { endedOn: '2018-02-28' }, '2028-02-28', '2028-02-29'],
    [
      'no activity for two years, from a leap day',
      { lastActivityOn: '2020-02-29' },
      '2032-02-28',
      '2032-02-29',
    ],
    [
      're-opened by a new order',
      { endedOn: '2020-02-29', lastActivityOn: '2020-06-01' },
      '2032-06-01',
      '2032-06-02',
    ],
    [
      'an order of the day it ended does not re-open it',
      { endedOn: '2020-06-01', lastActivityOn: '2020-06-01' },
      '2030-06-01',
      '2030-06-02',
    ],
    [
      'an end told after it had lapsed already does not prolong it',
      { lastActivityOn: '2015-01-01', endedOn: '2020-01-01' },
      '2027-01-01',
      '2027-01-02',
    ],
  ])('%s', (_what, activity, lastDayKept, dueOn) => {
    const policy = parsePolicy(text, 'policy.yaml');
    const record = {
      id: 'F',
      kind: 'feedback' as const,
      category: 'relationship',
      on: '2016-05-05',
      fieldClasses: ['communication'],
    };
    const relationship = relationshipOf(policy, activity, '2026-11-02');
    expect(relationship.state).toBe('ended');
    expect(clocksOf(policy, record, relationship)[0]).toMatchObject({
      lastDayKept,
      dueOn,
      basis: { element: 'retention.customer' },
    });
  });
});
