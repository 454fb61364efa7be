import type { CivilDate } from '../model/elements.js';
import { addDays, dayNumberOf, lengthOfMonth } from './civil-date.js';

interface Period {
  readonly months: number;
  readonly days: number;
}

const periods = new Map<string, Period>();

/**
 * Adds an ISO 8601 period of years, months, weeks and days by the calendar: the same date, or the last day of the month
 * where that month has no such date (Reg. 1182/71 Art. 3(2)(c)); then weeks and days. Throws `RangeError` on anything else.
 */
export function addPeriod(date: CivilDate, isoPeriod: string): CivilDate {
  const { months, days } = periodOf(isoPeriod);
  const moved = months === 0 ? date : addMonths(date, months);
  return days === 0 ? checked(moved) : addDays(moved, days);
}

/**
 * Which of two periods is longer is asked from the shortest month on, where months and days differ most; where that says
 * nothing, from a long one on, before a leap day.
 */
export const isLonger = (a: string, b: string): boolean => endsOf(a) > endsOf(b);

const endsOf = (isoPeriod: string): string =>
  ['2027-02-01', '2027-03-01'].map((start) => addPeriod(start, isoPeriod)).join(' ');

function addMonths(date: CivilDate, months: number): CivilDate {
  checked(date);
  const month = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const [year, monthOfYear] = [Math.floor(month / 12), (month % 12) + 1];
  const day = Math.min(Number(date.slice(8)), lengthOfMonth(year, monthOfYear));
  return `${String(year).padStart(4, '0')}-${two(monthOfYear)}-${two(day)}`;
}

function periodOf(text: string): Period {
  const known = periods.get(text);
  if (known !== undefined) return known;
  const [match, years, months, weeks, days] =
    /^P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/.exec(text) ?? [];
  if (match === undefined) throw new RangeError(`Not a period of years, months, weeks and days: ${text}`);
  const period = {
    months: Number(years ?? 0) * 12 + Number(months ?? 0),
    days: Number(weeks ?? 0) * 7 + Number(days ?? 0),
  };
  if (periods.size < 1000) periods.set(text, period);
  return period;
}

function checked(date: CivilDate): CivilDate {
  dayNumberOf(date);
  return date;
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
