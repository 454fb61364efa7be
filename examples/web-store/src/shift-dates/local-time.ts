import type { LocalTime } from '../read-history/history.js';

export type CivilDate = string;

const MINUTE = 60_000;
const DAY = 86_400_000;

const toNumber = (local: LocalTime): number => Date.parse(`${local}Z`);
const toLocal = (number: number): LocalTime => new Date(number).toISOString().slice(0, 19);

export const dayOf = (local: LocalTime): CivilDate => local.slice(0, 10);
export const addMinutes = (local: LocalTime, minutes: number): LocalTime =>
  toLocal(toNumber(local) + minutes * MINUTE);
export const addDays = (local: LocalTime, days: number): LocalTime => toLocal(toNumber(local) + days * DAY);
export const addDaysTo = (date: CivilDate, days: number): CivilDate =>
  dayOf(addDays(`${date}T00:00:00`, days));
export const daysBetween = (from: CivilDate, to: CivilDate): number =>
  (toNumber(`${to}T00:00:00`) - toNumber(`${from}T00:00:00`)) / DAY;

/** The same day some years on; 29 February becomes the 28th where the year has none. */
export function addYearsTo(date: CivilDate, years: number): CivilDate {
  const year = String(Number(date.slice(0, 4)) + years).padStart(4, '0');
  const sameDay = `${year}${date.slice(4)}`;
  return date.endsWith('-02-29') && dayOf(toLocal(toNumber(`${sameDay}T00:00:00`))) !== sameDay
    ? `${year}-02-28`
    : sameDay;
}
