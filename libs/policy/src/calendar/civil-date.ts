import { Temporal } from 'temporal-polyfill';
import type { CivilDate } from '../model/elements.js';

const timeZone = 'Europe/Helsinki';
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const keptHours = 50_000;

/** Helsinki's offsets have been whole hours since May 1921, so no UTC hour of ours has two dates. */
const dateOfHour = new Map<number, CivilDate>();

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
  if (dateOfHour.size >= keptHours) dateOfHour.clear();
  dateOfHour.set(hour, date);
  return date;
}

/** Milliseconds since 1970, or `NaN`. A time without an offset is no instant: it means another moment on every machine. */
export function instantOf(text: string): number {
  return /T.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
}

/** Days since 1970-01-01. Throws `RangeError` unless the text is a date that exists. */
export function dayNumberOf(date: CivilDate): number {
  const day = Date.parse(`${date}T00:00:00Z`) / dayMs;
  if (date.length !== 10 || Number.isNaN(day) || dateOfDayNumber(day) !== date) {
    throw new RangeError(`Not a date: ${date}`);
  }
  return day;
}

export function dateOfDayNumber(day: number): CivilDate {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return dateOfDayNumber(dayNumberOf(date) + days);
}
