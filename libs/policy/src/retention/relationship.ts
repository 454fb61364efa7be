import { addPeriod } from '../calendar/add-period.js';
import { because } from '../model/because.js';
import type { Because, CivilDate } from '../model/elements.js';
import type { Policy } from '../model/policy.js';

export interface Activity {
  readonly firstOn?: CivilDate;
  readonly lastActivityOn?: CivilDate;
  /** The relationship was ended by a word of the customer's or the company's on this date. */
  readonly endedOn?: CivilDate;
}

/** `endsOn` is the last day of the relationship: in the past when it has ended, projected while it is active. */
export interface Relationship {
  readonly state: 'none' | 'active' | 'ended';
  readonly endsOn?: CivilDate;
  readonly because: readonly Because[];
}

/** When the relationship ends: explicitly, or after the policy's period without activity; what comes later re-opens it. */
export function relationshipOf(policy: Policy, activity: Activity, today: CivilDate): Relationship {
  const rule = policy.relationship;
  const last = later(activity.firstOn, activity.lastActivityOn);
  const { endedOn } = activity;
  if (last === undefined && endedOn === undefined)
    return { state: 'none', because: [because(rule, 'no-activity')] };

  const lapsesOn = last === undefined ? undefined : addPeriod(last, rule.inactivityPeriod);
  const reopened = endedOn !== undefined && last !== undefined && last > endedOn;
  if (endedOn !== undefined && !reopened && (lapsesOn === undefined || endedOn <= lapsesOn)) {
    const state = today < endedOn ? 'active' : 'ended';
    return { state, endsOn: endedOn, because: [because(rule, 'ended-explicitly')] };
  }
  const state = lapsesOn !== undefined && today > lapsesOn ? 'ended' : 'active';
  const reason = state === 'ended' ? 'inactive' : reopened ? 're-opened' : 'active';
  return { state, endsOn: lapsesOn, because: [because(rule, reason)] };
}

function later(a: CivilDate | undefined, b: CivilDate | undefined): CivilDate | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}
