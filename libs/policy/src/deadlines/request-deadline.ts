import { addPeriod } from '../calendar/add-period.js';
import { dateOfDayNumber, dayNumberOf } from '../calendar/civil-date.js';
import type { CivilDate, DeadlineRule } from '../model/elements.js';
import { workingDayFrom } from './working-days.js';

/** The clock stands from the day the person was asked until the day the answer came; that day runs again. */
interface Suspension {
  readonly from: CivilDate;
  /** Left out while the answer is awaited; nothing is added for it yet, so the dates are the earliest possible. */
  readonly to?: CivilDate;
}

export interface DeadlineOptions {
  readonly extended?: boolean;
  readonly suspensions?: readonly Suspension[];
  /** The policy's own rule; GDPR Art. 12(3) when left out. */
  readonly rule?: Pick<DeadlineRule, 'period' | 'extendedPeriod'>;
}

/** `internalDue` is the date by the month; `legalDue` is that date rolled past weekends and public holidays. */
export interface RequestDeadline {
  readonly internalDue: CivilDate;
  readonly legalDue: CivilDate;
}

/** GDPR Art. 12(3): one month of receipt, with two further months three. */
const article12 = { period: 'P1M', extendedPeriod: 'P3M' } as const;

/**
 * By when a request must be answered, counted by Reg. 1182/71: the same date of a later month as the day of receipt,
 * or the last day of that month (Art. 3(2)(c)), rolled to the next working day (Art. 3(4)).
 */
export function requestDeadline(receivedOn: CivilDate, options: DeadlineOptions = {}): RequestDeadline {
  const { period, extendedPeriod = article12.extendedPeriod } = options.rule ?? article12;
  const due = addPeriod(receivedOn, options.extended === true ? extendedPeriod : period);
  const internalDue = dateOfDayNumber(dayNumberOf(due) + suspendedDays(options.suspensions ?? []));
  return { internalDue, legalDue: workingDayFrom(internalDue) };
}

/** Days on which the clock stood; a day that two suspensions share counts once. */
function suspendedDays(suspensions: readonly Suspension[]): number {
  const spans = suspensions
    .flatMap(({ from, to }) => (to === undefined ? [] : [{ from: dayNumberOf(from), to: dayNumberOf(to) }]))
    .sort((a, b) => a.from - b.from);
  let counted = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const { from, to } of spans) {
    counted += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return counted;
}
