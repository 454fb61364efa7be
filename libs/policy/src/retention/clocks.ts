import { addPeriod } from '../calendar/add-period.js';
import { addDays } from '../calendar/civil-date.js';
import { because, elementOf } from '../model/because.js';
import type { Because, CivilDate, RetentionAnchor, RetentionRule } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { financialYearEndOf, invoicedOn, yearEndOf } from './financial-year.js';
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
    const endings: { on: CivilDate; because: Because }[] = [];
    for (const rule of policy.rulesOf.get(fieldClass) ?? []) {
      if (!concerns(rule, context)) continue;
      const ended = endingOf(policy, rule, context);
      if (ended !== undefined) endings.push(ended);
      else spans.push(...ruleSpan(policy, rule, record, relationship, context));
    }
    if (record.contractOpen !== undefined) spans.push(contractSpan(policy, record.contractOpen.order));
    if (context.restricted === true) spans.unshift(restrictionSpan(policy));
    const [longest, ...others] = spans.sort(longestFirst);
    if (longest === undefined) return dueAtOnce(policy, record, fieldClass, endings[0]);
    return {
      fieldClass,
      dueOn: longest.lastDay === null ? null : addDays(longest.lastDay, 1),
      lastDayKept: longest.lastDay,
      basis: longest.because,
      alsoHeldBy: others.map((span) => span.because),
    };
  });
}

/** A kind that is not known is treated as a consumer's, whose data has a last day in any case. */
function concerns({ subjectKinds }: RetentionRule, { subjectKind = 'consumer' }: ClockContext): boolean {
  return subjectKinds === undefined || subjectKinds.includes(subjectKind);
}

function endingOf(policy: Policy, rule: RetentionRule, context: ClockContext) {
  if (
    rule.endedBy?.includes('marketing-prohibition') === true &&
    context.prohibitedMarketingOn !== undefined
  ) {
    const why = because(elementOf(policy, 'right.prohibit'), 'marketing-prohibited');
    return { on: context.prohibitedMarketingOn, because: why };
  }
  if (rule.endedBy?.includes('objection') === true && context.objectedOn !== undefined) {
    return { on: context.objectedOn, because: because(elementOf(policy, 'right.object'), 'objected') };
  }
  return undefined;
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
  if (anchor === null) return [{ lastDay: null, because: because(rule, `${rule.anchor}-not-yet`) }];
  return [{ lastDay: lastDayOfRule(rule, anchor), because: because(rule, `after-${rule.anchor}`) }];
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
    financialYearEndOf(policy, invoicedOn(record)),
  'calendar-year-of-financial-year-end': (record, _relationship, _context, policy) =>
    yearEndOf(financialYearEndOf(policy, invoicedOn(record))),
  'transaction-year-end': ({ on }) => yearEndOf(on),
};

function contractSpan(policy: Policy, order: string): Span {
  return { lastDay: null, because: because(elementOf(policy, 'basis.contract'), 'contract-open', order) };
}

function restrictionSpan(policy: Policy): Span {
  const why = because(elementOf(policy, 'right.restrict'), 'restricted', undefined, 'GDPR Art. 18(2)');
  return { lastDay: null, because: why };
}

function dueAtOnce(
  policy: Policy,
  record: RetainedRecord,
  fieldClass: string,
  ending: { on: CivilDate; because: Because } | undefined,
): FieldClock {
  const dueOn = ending === undefined || ending.on < record.on ? record.on : ending.on;
  const basis =
    ending?.because ?? because(elementOf(policy, 'conduct.deny-by-default'), 'no-basis-to-keep', record.id);
  return { fieldClass, dueOn, lastDayKept: addDays(dueOn, -1), basis, alsoHeldBy: [] };
}
