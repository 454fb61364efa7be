import { addPeriod } from '../calendar/add-period.js';
import { addDays } from '../calendar/civil-date.js';
import { because, elementOf } from '../model/because.js';
import type { Because, CivilDate, RetentionAnchor, RetentionRule } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { yearEnds } from './financial-year.js';
import { holdsCovering } from './holds.js';
import type { ClockContext, FieldClock, RetainedRecord } from './record.js';
import type { Relationship } from './relationship.js';
import { type Span, longestFirst } from './span.js';

/** When each field class of a record is due: the day after the longest basis that covers it; what none covers, at once. */
export function clocksOf(
  policy: Policy,
  record: RetainedRecord,
  relationship: Pick<Relationship, 'state' | 'endsOn'>,
  context: ClockContext = {},
): FieldClock[] {
  return record.fieldClasses.map((fieldClass) => {
    const spans: Span[] = holdsCovering(policy, record, fieldClass, context);
    for (const rule of policy.rulesOf.get(fieldClass) ?? []) {
      if (concerns(policy, rule, context))
        spans.push(...ruleSpan(policy, rule, record, relationship, context));
    }
    if (record.contractOpen !== undefined) spans.push(contractSpan(policy, record.contractOpen.order));
    if (context.restricted === true) spans.unshift(restrictionSpan(policy));
    const [longest, ...others] = spans.sort(longestFirst);
    if (longest === undefined) return dueAtOnce(policy, record, fieldClass);
    return {
      fieldClass,
      dueOn: longest.lastDay === null ? null : addDays(longest.lastDay, 1),
      lastDayKept: longest.lastDay,
      basis: longest.because,
      alsoHeldBy: others.flatMap((span) => (span.cut === true ? [] : [span.because])),
    };
  });
}

/**
 * A kind that nobody told of, or that this version does not name, is treated as one that marketing needs the consent of:
 * a consumer, whose data has a last day in any case.
 */
function concerns(policy: Policy, { subjectKinds }: RetentionRule, { subjectKind }: ClockContext): boolean {
  if (subjectKinds === undefined) return true;
  const { subjectKinds: declared } = policy.byName;
  if (subjectKind !== undefined && declared.has(subjectKind)) return subjectKinds.includes(subjectKind);
  return subjectKinds.some((kind) => declared.get(kind)?.electronicMarketing === 'opt-in');
}

interface Ending {
  readonly on: CivilDate;
  readonly because: Because;
}

/** What the person has done that ends the rule, the earliest where there is more than one. */
function endingOf(
  policy: Policy,
  { endedBy = [] }: RetentionRule,
  context: ClockContext,
): Ending | undefined {
  const { prohibitedMarketingOn, objectedOn } = context;
  const prohibited = endedBy.includes('marketing-prohibition') ? prohibitedMarketingOn : undefined;
  const objected = endedBy.includes('objection') ? objectedOn : undefined;
  if (prohibited !== undefined && !(objected !== undefined && objected < prohibited))
    return { on: prohibited, because: because(elementOf(policy, 'right.prohibit'), 'marketing-prohibited') };
  if (objected === undefined) return undefined;
  return { on: objected, because: because(elementOf(policy, 'right.object'), 'objected') };
}

function ruleSpan(
  policy: Policy,
  rule: RetentionRule,
  record: RetainedRecord,
  relationship: Pick<Relationship, 'state' | 'endsOn'>,
  context: ClockContext,
): Span[] {
  const anchor = anchorOf[rule.anchor](record, relationship, context, policy);
  if (anchor === undefined) return [];
  const lastDay = anchor === null ? null : lastDayOfRule(rule, anchor);
  const ending = endingOf(policy, rule, context);
  if (ending !== undefined) {
    const lastDayBefore = addDays(ending.on < record.on ? record.on : ending.on, -1);
    if (lastDay === null || lastDayBefore < lastDay)
      return [{ lastDay: lastDayBefore, because: ending.because, cut: true }];
  }
  const reason = anchor === null ? `${rule.anchor}-not-yet` : `after-${rule.anchor}`;
  return [{ lastDay, because: because(rule, reason) }];
}

/** A period of nothing has no last day after its start: the field is due on the day itself. */
const atOnce = 'P0D';

/** The last day on which a rule keeps what it covers, from the day its period starts from. */
export function lastDayOfRule({ period }: Pick<RetentionRule, 'period'>, anchor: CivilDate): CivilDate {
  return period === atOnce ? addDays(anchor, -1) : addPeriod(anchor, period);
}

type AnchorOf = (
  record: RetainedRecord,
  relationship: Pick<Relationship, 'state' | 'endsOn'>,
  context: ClockContext,
  policy: Policy,
) => CivilDate | null | undefined;

/** The day a rule's period starts from; `null` while it is open, nothing when the rule does not cover the record. */
const anchorOf: Readonly<Record<RetentionAnchor, AnchorOf>> = {
  'relationship-end': (_record, { state, endsOn }) => (state === 'none' ? undefined : (endsOn ?? null)),
  'role-end': (_record, _relationship, { roleEndedOn }) => roleEndedOn ?? null,
  'last-contact': ({ on }, _relationship, { lastContactOn }) => lastContactOn ?? on,
  record: ({ on }) => on,
  'consent-end': (_record, _relationship, { consentEndedOn }) => consentEndedOn ?? null,
  'prohibition-end': (_record, _relationship, { prohibitionLiftedOn }) => prohibitionLiftedOn ?? null,
  'financial-year-end': (record, _relationship, _context, policy) =>
    yearEnds['financial-year-end'](policy, record),
  'calendar-year-of-financial-year-end': (record, _relationship, _context, policy) =>
    yearEnds['calendar-year-of-financial-year-end'](policy, record),
  'transaction-year-end': (record, _relationship, _context, policy) =>
    yearEnds['transaction-year-end'](policy, record),
};

function contractSpan(policy: Policy, order: string): Span {
  return { lastDay: null, because: because(elementOf(policy, 'basis.contract'), 'contract-open', order) };
}

function restrictionSpan(policy: Policy): Span {
  const why = because(elementOf(policy, 'right.restrict'), 'restricted', undefined, 'GDPR Art. 18(2)');
  return { lastDay: null, because: why };
}

function dueAtOnce(policy: Policy, record: RetainedRecord, fieldClass: string): FieldClock {
  const basis = because(elementOf(policy, 'conduct.deny-by-default'), 'no-basis-to-keep', record.id);
  return { fieldClass, dueOn: record.on, lastDayKept: addDays(record.on, -1), basis, alsoHeldBy: [] };
}
