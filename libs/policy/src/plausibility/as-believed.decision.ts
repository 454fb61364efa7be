import { addDays, civilDateOf } from '../calendar/civil-date.js';
import type { CivilDate } from '../model/elements.js';
import { isPlausible, type PlausibleDates } from './is-plausible.js';

export interface Taken {
  /** Of the act itself, as it was told. */
  readonly at: string;
  readonly on: CivilDate;
  /** When the service took it in, by its own clock. */
  readonly takenAt: Date;
}

/** Set where the day of taking in stands for one that cannot be true. */
export interface Doubted {
  readonly doubted?: true;
}

export interface BelievedDates extends PlausibleDates {
  /** Business time stands still, and may lie before or after the clock by which things are taken in. */
  readonly pinned?: boolean;
}

/** Neither the date given nor the moment of taking in can be true: nothing may be computed on it. */
export class NoBelievableDate extends Error {
  override readonly name = 'NoBelievableDate';
}

/**
 * What is stored is never rewritten, also where its date cannot be true: it counts as of the moment it was taken in. Judged
 * by that moment and not by today, so that no date comes true by waiting.
 */
export function asBelieved<F extends Taken>(fact: F, dates: BelievedDates): F & Doubted {
  const { at, on, takenAt } = fact;
  const { earliest } = dates;
  const takenOn = civilDateOf(takenAt);
  const known = { earliest, today: latestKnown(takenOn, dates) };
  const stated = at.slice(0, 10);
  if (earliest < stated && stated <= known.today && earliest < on && on <= known.today) return fact;
  if (isPlausible(on, 'act', known) && isPlausible(at, 'act', known)) return fact;
  if (takenOn < earliest || (dates.pinned !== true && takenOn > addDays(dates.today, 1)))
    throw new NoBelievableDate();
  return { ...fact, at: takenAt.toISOString(), on: takenOn, doubted: true };
}

function latestKnown(takenOn: CivilDate, { earliest, today, pinned = false }: BelievedDates): CivilDate {
  if (takenOn < earliest) return today;
  const takenFirst = takenOn < today;
  return pinned === takenFirst ? today : takenOn;
}
