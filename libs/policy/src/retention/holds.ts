import { addPeriod } from '../calendar/add-period.js';
import { because, elementOf } from '../model/because.js';
import type { CivilDate, Hold, Policy } from '../model/policy.js';
import { financialYearEndOf } from './financial-year.js';
import type { ClockContext, PlacedHold, RetainedRecord } from './record.js';
import type { Span } from './span.js';

export interface HoldSpan extends Span {
  /** The clause of Art. 17(3) on which the hold stands against the person's erasure request, if it does. */
  readonly outranksErasure?: string;
}

/** The holds of the policy and those placed on the record that keep one of its field classes. */
export function holdsCovering(
  policy: Policy,
  record: RetainedRecord,
  fieldClass: string,
  context: ClockContext,
): HoldSpan[] {
  const spans: HoldSpan[] = [];
  for (const hold of policy.holdsOf.get(fieldClass) ?? []) {
    const span = lawfulSpan(policy, hold, record, context);
    if (span !== undefined) spans.push(span);
  }
  for (const placed of context.holds ?? []) {
    if (placed.fieldClasses?.includes(fieldClass) !== false) spans.push(placedSpan(policy, placed));
  }
  return spans;
}

function lawfulSpan(
  policy: Policy,
  hold: Hold,
  record: RetainedRecord,
  context: ClockContext,
): HoldSpan | undefined {
  if (hold.kinds?.includes(record.kind) === false) return undefined;
  if (hold.vat !== undefined && hold.vat !== record.vat) return undefined;
  const start = anchorOf(policy, hold, record, context);
  if (start === undefined) return undefined;
  const lastDay = start.on === null ? null : addPeriod(start.on, hold.period ?? 'P0D');
  return spanOf(hold, lastDay, start.fact ?? record.id);
}

/** Where the hold's period starts on this record; nothing when it does not apply, `null` when it has no end yet. */
function anchorOf(
  policy: Policy,
  hold: Hold,
  record: RetainedRecord,
  context: ClockContext,
): { on: CivilDate | null; fact?: string } | undefined {
  const transaction = record.invoicedOn ?? record.on;
  switch (hold.anchor) {
    case 'financial-year-end':
      return { on: financialYearEndOf(policy, transaction) };
    case 'calendar-year-of-financial-year-end':
      return { on: yearEndOf(financialYearEndOf(policy, transaction)) };
    case 'transaction-year-end':
      return { on: yearEndOf(record.on) };
    case 'record':
      return { on: record.on };
    case 'claim-end':
      return record.claimOpen === undefined ? undefined : { on: null, fact: record.claimOpen.claim };
    case 'prohibition-end':
      return context.prohibitionLiftedOn === undefined ? { on: null } : undefined;
    case 'release':
      return undefined;
  }
}

/** A hold whose name the policy does not know still holds: erasing cannot be taken back. */
function placedSpan(policy: Policy, placed: PlacedHold): HoldSpan {
  const hold = policy.byName.holds.get(placed.hold);
  if (hold !== undefined) return spanOf(hold, placed.until ?? null, placed.id);
  const unknown = because(elementOf(policy, 'conduct.deny-by-default'), 'hold-unknown', placed.id);
  return { lastDay: placed.until ?? null, because: unknown };
}

function spanOf(hold: Hold, lastDay: CivilDate | null, fact: string): HoldSpan {
  return {
    lastDay,
    because: because(hold, 'held', fact, hold.provision),
    outranksErasure: hold.outranksErasure,
  };
}

function yearEndOf(date: CivilDate): CivilDate {
  return `${date.slice(0, 4)}-12-31`;
}
