import { readFileSync } from 'node:fs';
import { describe, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { holdsFor } from '../../test/properties.js';
import { dateOfDayNumber } from '../calendar/civil-date.js';
import { parsePolicy } from '../model/parse-policy.js';
import { clocksOf } from './clocks.js';
import { erasureVerdict } from './erasure-verdict.js';
import type { ClockContext, RetainedRecord } from './record.js';
import type { Relationship } from './relationship.js';

const policy = parsePolicy(readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8'), 'policy.yaml');
const date = fc.integer({ min: 15_000, max: 25_000 }).map(dateOfDayNumber);
const vouchers = ['order', 'invoice', 'credit-note', 'payment', 'refund'] as const;
const fieldClasses = fc.subarray(policy.fieldClasses.map(({ name }) => name));

const record: fc.Arbitrary<RetainedRecord> = fc.record(
  {
    id: fc.constantFrom('r', 's'),
    kind: fc.constantFrom(...vouchers, 'ledger', 'feedback', 'consent', 'prohibition', 'marketing'),
    category: fc.constant('relationship'),
    on: date,
    fieldClasses,
    vat: fc.constantFrom('domestic', 'oss'),
    invoicedOn: date,
  },
  { requiredKeys: ['id', 'kind', 'category', 'on', 'fieldClasses'] },
);

const relationship: fc.Arbitrary<Pick<Relationship, 'state' | 'endsOn'>> = fc.oneof(
  fc.constant({ state: 'none' as const }),
  fc.record({ state: fc.constantFrom('active', 'ended'), endsOn: date }),
);

const context: fc.Arbitrary<ClockContext> = fc.record(
  {
    subjectKind: fc.constantFrom('consumer', 'business-contact', 'robot'),
    prohibitedMarketingOn: date,
    objectedOn: date,
    roleEndedOn: date,
    lastContactOn: date,
    consentEndedOn: date,
    prohibitionLiftedOn: date,
  },
  { requiredKeys: [] },
);

describe('promise 3: the law outranks erasure, for just the data it names and to the day it names', () => {
  test('basis.law: a voucher stays to the day of the law, by another calendar than ours, and its other fields do not', () => {
    holdsFor([record, date], (given, today) => {
      if (!vouchers.some((kind) => kind === given.kind)) return undefined;
      const [verdict, ...others] = erasureVerdict(
        policy,
        { ...given, fieldClasses: ['voucher', 'delivery', 'contact'] },
        today,
      );
      const lastDay = lastDayByLaw(given);
      const expected = Temporal.PlainDate.compare(today, lastDay) > 0 ? 'erase' : 'keep';
      return (
        verdict?.verdict === expected &&
        (expected === 'erase' || verdict.until === lastDay) &&
        others.every((each) => each.verdict === 'erase')
      );
    });
  });

  test('right.prohibit, right.withdraw: nothing the person chooses shortens it, and no clock erases it before', () => {
    holdsFor([record, relationship, context], (given, ended, known) => {
      if (!vouchers.some((kind) => kind === given.kind)) return undefined;
      const [clock] = clocksOf(policy, { ...given, fieldClasses: ['voucher'] }, ended, known);
      return clock !== undefined && clock.dueOn !== null && clock.dueOn > lastDayByLaw(given);
    });
  });
});

describe('promise 4: while a restriction lasts no clock erases', () => {
  test('right.object: whatever else is known; the clocks that it hides are named', () => {
    holdsFor([record, relationship, context], (given, ended, known) => {
      const free = clocksOf(policy, given, ended, known);
      return clocksOf(policy, given, ended, { ...known, restricted: true }).every(
        ({ dueOn, basis, alsoHeldBy }, index) =>
          dueOn === null &&
          basis.element === 'right.restrict' &&
          (free[index]?.basis.reason.startsWith('held') !== true ||
            alsoHeldBy.some(({ element }) => element === free[index]?.basis.element)),
      );
    });
  });
});

describe('for any record', () => {
  test('one clock per field class, due the day after the last day kept, each with its reason', () => {
    holdsFor([record, relationship, context], (given, ended, known) => {
      const clocks = clocksOf(policy, given, ended, known);
      return (
        clocks.map(({ fieldClass }) => fieldClass).join() === given.fieldClasses.join() &&
        clocks.every(
          ({ dueOn, lastDayKept, basis }) =>
            policy.elements.has(basis.element) &&
            dueOn === (lastDayKept === null ? null : dayAfter(lastDayKept)),
        )
      );
    });
  });

  test('one more basis never makes it due before, and what is due does not depend on its neighbours', () => {
    holdsFor([record, relationship, context, date], (given, ended, known, until) => {
      if (until < given.on) return undefined;
      const clocks = clocksOf(policy, given, ended, known);
      const holds = [{ id: 'h', hold: 'claim', until }];
      return clocksOf(policy, given, ended, { ...known, holds }).every(({ dueOn }, index) => {
        const [alone] = clocksOf(
          policy,
          { ...given, fieldClasses: [given.fieldClasses[index] ?? ''] },
          ended,
          known,
        );
        const before = clocks[index]?.dueOn ?? null;
        const notBefore = before === null ? dueOn === null : dueOn === null || dueOn >= before;
        return notBefore && (dueOn === null || dueOn > until) && alone?.dueOn === before;
      });
    });
  });
});

/**
 * Accounting Act ch. 2 §10(2) and, unless it was sold at home, 282/2011 Art. 63c; the financial year is the calendar
 * year.
 */
function lastDayByLaw({ on, invoicedOn, vat }: RetainedRecord): string {
  const inSixYears = Temporal.PlainDate.from(invoicedOn ?? on)
    .with({ month: 12, day: 31 })
    .add({ years: 6 });
  const inTenYears = Temporal.PlainDate.from(on).with({ month: 12, day: 31 }).add({ years: 10 });
  const longer = vat !== 'domestic' && Temporal.PlainDate.compare(inTenYears, inSixYears) > 0;
  return (longer ? inTenYears : inSixYears).toString();
}

function dayAfter(date: string): string {
  return Temporal.PlainDate.from(date).add({ days: 1 }).toString();
}
