import { addDays, dayNumberOf } from '../calendar/civil-date.js';
import { because } from '../model/because.js';
import type { Because, CivilDate, Hold } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { lastDayOfRule } from './clocks.js';
import { lawfulSpan } from './holds.js';
import type { RetainedRecord } from './record.js';

/** When what one rule or hold keeps is due, were it the only one. */
export interface RuleDue {
  readonly rule: string;
  readonly anchor: string;
  readonly from: CivilDate;
  readonly lastDayKept: CivilDate;
  readonly dueOn: CivilDate;
  readonly because: Because;
}

/**
 * The due date by a retention rule or hold of the policy, given its name or id and the date its anchor speaks of: the end
 * of the relationship, the voucher's own date (its financial year is worked out), the withdrawal … Where a rule and a hold
 * share a name, the name means the rule.
 *
 * Nothing for a name the policy does not know, or a hold that lasts until it is released. Throws `RangeError` for a date
 * that does not exist.
 */
export function dueByRule(policy: Policy, name: string, from: CivilDate): RuleDue | undefined {
  dayNumberOf(from);
  const rule = policy.retention.find((each) => each.name === name || each.id === name);
  if (rule !== undefined) {
    const why = because(rule, `after-${rule.anchor}`, undefined, rule.reference);
    return dueAfter(rule.id, rule.anchor, from, lastDayOfRule(rule, from), why);
  }
  const hold = policy.holds.find((each) => each.name === name || each.id === name);
  if (hold?.period === undefined) return undefined;
  const span = lawfulSpan(policy, hold, recordUnder(hold, from), {
    consentEndedOn: from,
    prohibitionLiftedOn: from,
  });
  if (span === undefined || span.lastDay === null) return undefined;
  return dueAfter(hold.id, hold.anchor, from, span.lastDay, because(hold, 'held', undefined, hold.provision));
}

function dueAfter(
  rule: string,
  anchor: string,
  from: CivilDate,
  lastDayKept: CivilDate,
  why: Because,
): RuleDue {
  return { rule, anchor, from, lastDayKept, dueOn: addDays(lastDayKept, 1), because: why };
}

/** A record of the kind the hold is about. */
function recordUnder({ name, kinds }: Hold, on: CivilDate): RetainedRecord {
  const kind = (kinds?.[0] ?? 'order') as RetainedRecord['kind'];
  return { id: name, kind, category: '', on, fieldClasses: [] };
}
