import { addPeriod } from '../calendar/add-period.js';
import { addDays } from '../calendar/civil-date.js';
import { because, elementOf } from '../model/because.js';
import type { Because, CivilDate, Policy, RetentionRule } from '../model/policy.js';
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
      else spans.push(...ruleSpan(rule, record, relationship, context));
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
  rule: RetentionRule,
  record: RetainedRecord,
  relationship: Pick<Relationship, 'state' | 'endsOn'>,
  context: ClockContext,
): Span[] {
  const anchor = anchorOf(rule, record, relationship, context);
  if (anchor === undefined) return [];
  if (anchor === null) return [{ lastDay: null, because: because(rule, `${rule.anchor}-not-yet`) }];
  return [{ lastDay: addPeriod(anchor, rule.period), because: because(rule, `after-${rule.anchor}`) }];
}

/** The day a rule's period starts from; `null` while it is open, nothing when the rule does not cover the record. */
function anchorOf(
  rule: RetentionRule,
  record: RetainedRecord,
  relationship: Pick<Relationship, 'state' | 'endsOn'>,
  context: ClockContext,
): CivilDate | null | undefined {
  switch (rule.anchor) {
    case 'relationship-end':
      return relationship.state === 'none' ? undefined : (relationship.endsOn ?? null);
    case 'role-end':
      return context.roleEndedOn ?? null;
    case 'last-contact':
      return context.lastContactOn ?? record.on;
    case 'record':
      return record.on;
    case 'consent-end':
      return context.consentEndedOn ?? null;
    case 'prohibition-end':
      return context.prohibitionLiftedOn ?? null;
  }
}

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
