import { addPeriod } from '../calendar/add-period.js';
import { addDays, civilDateOf } from '../calendar/civil-date.js';
import type { CivilDate } from '../model/elements.js';

/** An act has happened, an end may lie ahead. */
export type DateOf = 'act' | 'end';

export interface PlausibleDates {
  /** Before this day nothing happened that anybody here can have recorded. */
  readonly earliest: CivilDate;
  readonly today: CivilDate;
}

/** Where neither the policy nor the installation says another one. */
export const EARLIEST_ACT: CivilDate = '1995-01-01';

/** The longest that a contract, a warranty or a law of ours looks ahead. */
const LONGEST_AHEAD = 'P100Y';

/**
 * Whether a date, or an instant with its offset, can be true. An act may bear tomorrow's date, since clocks differ; on
 * anything else nothing may be computed, and above all nothing erased.
 */
export function isPlausible(date: string, of: DateOf, dates: PlausibleDates): boolean {
  const { earliest } = dates;
  const { latest, before, after } = boundsOf(of, dates);
  const stated = date.slice(0, 10);
  if (stated <= before || stated >= after) return false;
  const on = date.length === 10 ? date : civilDateOf(date);
  return earliest <= on && on <= latest;
}

interface Bounds {
  readonly latest: CivilDate;
  /** Whatever the offset, a day that is stated so cannot be one within; nor need a date beyond the year 9999 be made. */
  readonly before: CivilDate;
  readonly after: CivilDate;
}

let known: { readonly dates: PlausibleDates; readonly act: Bounds; readonly end: Bounds } | undefined;

function boundsOf(of: DateOf, dates: PlausibleDates): Bounds {
  if (known?.dates.today !== dates.today || known.dates.earliest !== dates.earliest) {
    const bounds = (latest: CivilDate): Bounds => ({
      latest,
      before: addDays(dates.earliest, -2),
      after: addDays(latest, 2),
    });
    const [act, end] = [addDays(dates.today, 1), addPeriod(dates.today, LONGEST_AHEAD)].map(bounds);
    known = { dates, act: act!, end: end! };
  }
  return known[of];
}
