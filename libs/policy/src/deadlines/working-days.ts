import HolidaysPackage from 'date-holidays';
import type { CivilDate } from '../model/elements.js';
import { addDays, dayNumberOf } from '../calendar/civil-date.js';

/** The calendar package calls Midsummer Eve and Christmas Eve bank days; they are no public holidays, so nothing rolls over them. */
const holidaysOfYear = new Map<number, ReadonlySet<CivilDate>>();
const finland = new HolidaysPackage('FI');

export function isPublicHoliday(date: CivilDate): boolean {
  const year = Number(date.slice(0, 4));
  let holidays = holidaysOfYear.get(year);
  if (holidays === undefined) holidaysOfYear.set(year, (holidays = holidaysIn(year)));
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

function holidaysIn(year: number): ReadonlySet<CivilDate> {
  const holidays = finland.getHolidays(year).filter(({ type }) => type === 'public');
  return new Set(holidays.map(({ date }) => date.slice(0, 10)));
}
