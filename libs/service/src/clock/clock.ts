import { type BelievedDates, civilDateOf, type CivilDate, EARLIEST_ACT, isPlausible } from '#policy';
import { DomainProblem } from '../problem/problem.js';

/** Business time. Leases, retries and time-outs use the machine's own. */
export interface Clock {
  now(): Date;
  today(): CivilDate;
  /** Nothing that happened before this day can be told here. */
  readonly earliestAct?: CivilDate;
  /** It stands still; what is taken in has the machine's own time. */
  readonly pinned?: boolean;
}

export const datesOf = (clock: Clock): BelievedDates => ({
  earliest: clock.earliestAct ?? EARLIEST_ACT,
  today: clock.today(),
  ...(clock.pinned === true && { pinned: true }),
});

export const systemClock: Clock = {
  now: () => new Date(),
  today: () => civilDateOf(new Date()),
};

export function pinnedClock(at: Date): Clock {
  const day = civilDateOf(at);
  return { now: () => new Date(at), today: () => day, pinned: true };
}

/** The instant a caller names, or now; a moment still to come, or before anything can have happened, is refused. */
export function actedAt(clock: Clock, stated: string | undefined, field = '/at'): Date {
  const now = clock.now();
  if (stated === undefined) return now;
  const dates = datesOf(clock);
  if (stated.slice(0, 10) < dates.today && !isPlausible(stated, 'act', dates)) {
    throw new DomainProblem(422, 'implausible', 'This cannot have happened', [
      { field, reason: `lies before ${dates.earliest}` },
    ]);
  }
  const at = new Date(stated);
  if (at.getTime() > now.getTime() + 5 * 60_000) {
    throw new DomainProblem(422, 'not-yet', 'This has not happened yet', [
      { field, reason: 'lies in the future' },
    ]);
  }
  return at;
}
