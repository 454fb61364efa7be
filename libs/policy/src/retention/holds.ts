import { addPeriod } from '../calendar/add-period.js';
import { because, elementOf } from '../model/because.js';
import type { CivilDate, Hold, HoldAnchor } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { yearEnds } from './financial-year.js';
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

/**
 * The span of a hold of the policy on a record; nothing when it does not apply to it. Where nobody said which VAT scheme a
 * sale went by, the holds of each scheme apply: erasing too early cannot be taken back.
 */
export function lawfulSpan(
  policy: Policy,
  hold: Hold,
  record: RetainedRecord,
  context: ClockContext,
): HoldSpan | undefined {
  if (hold.kinds?.includes(record.kind) === false) return undefined;
  if (hold.vat !== undefined && record.vat !== undefined && hold.vat !== record.vat) return undefined;
  const start = startOf[hold.anchor](policy, record, context);
  if (start === undefined) return undefined;
  const lastDay = start.on === null ? null : addPeriod(start.on, hold.period ?? 'P0D');
  const reason = hold.vat !== undefined && record.vat === undefined ? 'held-vat-scheme-unknown' : 'held';
  return spanOf(hold, lastDay, start.fact ?? record.id, reason);
}

interface Start {
  /** `null` while what the period runs from has not happened. */
  readonly on: CivilDate | null;
  readonly fact?: string;
}

/** Where a hold's period starts on a record; nothing when the hold does not apply to it. */
const startOf: Readonly<
  Record<HoldAnchor, (policy: Policy, record: RetainedRecord, context: ClockContext) => Start | undefined>
> = {
  'financial-year-end': (policy, record) => ({ on: yearEnds['financial-year-end'](policy, record) }),
  'calendar-year-of-financial-year-end': (policy, record) => ({
    on: yearEnds['calendar-year-of-financial-year-end'](policy, record),
  }),
  'transaction-year-end': (policy, record) => ({ on: yearEnds['transaction-year-end'](policy, record) }),
  record: (_policy, { on }) => ({ on }),
  'choice-end': (_policy, { kind }, context) => ({
    on: (kind === 'prohibition' ? context.prohibitionLiftedOn : context.consentEndedOn) ?? null,
  }),
  'claim-end': (_policy, { claimOpen }) => claimOpen && { on: null, fact: claimOpen.claim },
  'prohibition-end': (_policy, _record, { prohibitionLiftedOn }) =>
    prohibitionLiftedOn === undefined ? { on: null } : undefined,
  release: () => undefined,
};

/**
 * A hold whose name the policy does not know still holds, against the person's request too: it may rest on any clause of
 * Art. 17(3), and erasing cannot be taken back.
 */
function placedSpan(policy: Policy, placed: PlacedHold): HoldSpan {
  const hold = policy.byName.holds.get(placed.hold);
  if (hold !== undefined) return spanOf(hold, placed.until ?? null, placed.id);
  const unknown = because(elementOf(policy, 'conduct.deny-by-default'), 'hold-unknown', placed.id);
  return { lastDay: placed.until ?? null, because: unknown, outranksErasure: 'GDPR Art. 17(3)' };
}

function spanOf(hold: Hold, lastDay: CivilDate | null, fact: string, reason = 'held'): HoldSpan {
  return {
    lastDay,
    because: because(hold, reason, fact, hold.provision),
    outranksErasure: hold.outranksErasure,
  };
}
