import { addDays, dayNumberOf } from '../calendar/civil-date.js';
import type { CivilDate } from '../model/elements.js';
import { publicHolidaysOf } from './public-holidays.js';

const holidaysOfYear = new Map<number, ReadonlySet<CivilDate>>();

export function isPublicHoliday(date: CivilDate): boolean {
  const year = Number(date.slice(0, 4));
  let holidays = holidaysOfYear.get(year);
  if (holidays === undefined) holidaysOfYear.set(year, (holidays = publicHolidaysOf(year)));
  return holidays.has(date);
}

export function isWorkingDay(date: CivilDate): boolean {
  const weekday = (dayNumberOf(date) + 4) % 7;
  return weekday !== 0 && weekday !== 6 && !isPublicHoliday(date);
}

/** The date itself, or the next that is no Saturday, Sunday or public holiday (Art. 3(4)). */
export function workingDayFrom(date: CivilDate): CivilDate {
  let day = date;
  while (!isWorkingDay(day)) day = addDays(day, 1);
  return day;
}

export interface LastDay {
  readonly on: CivilDate;
  /** What moved it; left out where it is the day it was counted to. */
  readonly rolled?: { readonly reason: string; readonly provision: string };
}

/** The day a period from an event ends on by Reg. 1182/71, counted to `due` before. */
export function lastDayOf(event: CivilDate, due: CivilDate): LastDay {
  const on = workingDayFrom(due);
  const second = secondWorkingDayAfter(event);
  if (second > on && dayNumberOf(due) - dayNumberOf(event) >= 2)
    return { on: second, rolled: { reason: 'two-working-days', provision: 'Regulation 1182/71 Art. 3(5)' } };
  if (on === due) return { on };
  return { on, rolled: { reason: 'rolled-to-working-day', provision: 'Regulation 1182/71 Art. 3(4)' } };
}

/** Art. 3(5): a period of two days or more has at least two working days. */
function secondWorkingDayAfter(event: CivilDate): CivilDate {
  const first = workingDayFrom(addDays(event, 1));
  return workingDayFrom(addDays(first, 1));
}
