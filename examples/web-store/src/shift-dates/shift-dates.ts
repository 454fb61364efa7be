import type { HistoryInvoice, LocalTime } from '../read-history/history.js';
import { addDays, addDaysTo, dayOf, daysBetween, type CivilDate } from './local-time.js';

interface Moment {
  /** With the offset London has on that day: `2026-06-30T20:08:00+01:00`. */
  readonly instant: string;
  /** The civil date in Europe/Helsinki, where the company keeps its books. */
  readonly date: CivilDate;
}

/** Moves a local time of the history by whole days; the clock on the wall shows the same. */
export type Shift = (local: LocalTime) => Moment;

/** The shift that makes `lastDay` of the history the day before `today`. */
export function shiftTo(today: CivilDate, lastDay: CivilDate): Shift {
  const days = daysBetween(lastDay, addDaysTo(today, -1));
  return (local) => momentOf(addDays(local, days));
}

/** The day of the last order or cancellation; bookkeeping is no order. */
export const lastDayOf = (invoices: readonly Pick<HistoryInvoice, 'kind' | 'at'>[]): CivilDate =>
  dayOf(
    invoices
      .filter(({ kind }) => kind !== 'bookkeeping')
      .reduce((latest, { at }) => (at > latest ? at : latest), '0001-01-01T00:00:00'),
  );

function momentOf(local: LocalTime): Moment {
  const instant = instantOf(local, 'Europe/London');
  return {
    instant: withOffset(instant, 'Europe/London'),
    date: dayOf(wallClock(instant, 'Europe/Helsinki')),
  };
}

const DAY = 86_400_000;

/** A time that the clocks skip moves on by the hour skipped; of one that comes twice, the first. */
function instantOf(local: LocalTime, zone: string): number {
  const asUtc = Date.parse(`${local}Z`);
  const before = offsetAt(asUtc - DAY, zone);
  const candidates = [before, offsetAt(asUtc + DAY, zone)]
    .map((offset) => asUtc - offset)
    .sort((a, b) => a - b);
  return candidates.find((instant) => instant + offsetAt(instant, zone) === asUtc) ?? asUtc - before;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function wallClock(instant: number, zone: string): LocalTime {
  let format = formats.get(zone);
  if (format === undefined) {
    // Swedish happens to be written as ISO 8601.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    formats.set(zone, format);
  }
  return format.format(instant).replace(' ', 'T');
}

const offsetAt = (instant: number, zone: string): number =>
  Date.parse(`${wallClock(instant, zone)}Z`) - instant;

function withOffset(instant: number, zone: string): string {
  const minutes = offsetAt(instant, zone) / 60_000;
  const offset = `${String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0')}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`;
  return `${wallClock(instant, zone)}${minutes < 0 ? '-' : '+'}${offset}`;
}
