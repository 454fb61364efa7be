import { Temporal } from 'temporal-polyfill';
import type { CivilDate } from '../model/elements.js';

const timeZone = 'Europe/Helsinki';
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** From 1 March of the year 0. */
const daysTo1970 = 719_468;
/** Answers remembered before starting over: six years of hours, a century and more of days. */
const kept = 50_000;

/** Helsinki's offsets have been whole hours since May 1921, so no UTC hour of ours has two dates. */
const dateOfHour = new Map<number, CivilDate>();
const dateOfDay = new Map<number, CivilDate>();

/**
 * The date in Europe/Helsinki at an instant.
 *
 * @param instant ISO 8601 with an offset or `Z`, or a `Date`. Throws `RangeError` for anything else.
 */
export function civilDateOf(instant: string | Date): CivilDate {
  const time = typeof instant === 'string' ? instantOf(instant) : instant.getTime();
  if (Number.isNaN(time)) throw new RangeError(`Not an instant: ${String(instant)}`);
  return civilDateAt(time);
}

/** As `civilDateOf`, for milliseconds since 1970. */
export function civilDateAt(time: number): CivilDate {
  const hour = Math.floor(time / hourMs);
  const known = dateOfHour.get(hour);
  if (known !== undefined) return known;
  const date = Temporal.Instant.fromEpochMilliseconds(hour * hourMs)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
  if (dateOfHour.size >= kept) dateOfHour.clear();
  dateOfHour.set(hour, date);
  return date;
}

/**
 * Milliseconds since 1970, or `NaN`. A time without an offset is no instant: it means another moment on every machine.
 * Nor is one on a day that does not exist, which `Date.parse` would take for the day after.
 */
export function instantOf(text: string): number {
  if (!/T.*(?:Z|[+-]\d\d:?\d\d)$/.test(text)) return Number.NaN;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
  return day > lengthOfMonth(year, month) ? Number.NaN : Date.parse(text);
}

/** Whether it is a date that exists. */
export function isCivilDate(date: unknown): boolean {
  if (typeof date !== 'string' || date.length !== 10 || date[4] !== '-' || date[7] !== '-') return false;
  const [year, month, day] = [digits(date, 0, 4), digits(date, 5, 7), digits(date, 8, 10)];
  return year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= lengthOfMonth(year, month);
}

/** Days since 1970-01-01. Throws `RangeError` unless the text is a date that exists. */
export function dayNumberOf(date: CivilDate): number {
  if (!isCivilDate(date)) throw new RangeError(`Not a date: ${date}`);
  const [year, month, day] = [digits(date, 0, 4), digits(date, 5, 7), digits(date, 8, 10)];
  // Years are counted from 1 March, so that a leap day is the last of its year.
  const marchYear = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - daysTo1970;
}

export function dateOfDayNumber(day: number): CivilDate {
  const known = dateOfDay.get(day);
  if (known !== undefined) return known;
  const date = new Date(day * dayMs).toISOString().slice(0, 10);
  if (dateOfDay.size >= kept) dateOfDay.clear();
  dateOfDay.set(day, date);
  return date;
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return dateOfDayNumber(dayNumberOf(date) + days);
}

export function lengthOfMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let index = from; index < to; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

/** The first of those there are. */
export function earliest(...dates: readonly (CivilDate | undefined)[]): CivilDate | undefined {
  let first: CivilDate | undefined;
  for (const date of dates) if (date !== undefined && (first === undefined || date < first)) first = date;
  return first;
}

/** Both days included; what has no first day is not in force. */
export function within(
  on: CivilDate,
  validity: { readonly validFrom?: CivilDate; readonly validTo?: CivilDate },
): boolean {
  return (
    validity.validFrom !== undefined &&
    validity.validFrom <= on &&
    (validity.validTo === undefined || on <= validity.validTo)
  );
}
