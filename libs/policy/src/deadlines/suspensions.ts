import { dateOfDayNumber, dayNumberOf } from '../calendar/civil-date.js';
import type { CivilDate } from '../model/elements.js';

/** The clock stands from the day the person was asked for something until the day the answer came; that day runs again. */
export interface Suspension {
  readonly from: CivilDate;
  /** Left out while the answer is awaited; nothing is added for it yet, so the dates are the earliest possible. */
  readonly to?: CivilDate;
  /** Why it was lawful to wait, such as a reasonable doubt of the identity (Art. 12(6)). */
  readonly reason: string;
}

/** Throws `RangeError` for a suspension without a reason, that ends before it begins, or begins before the receipt. */
export function checkSuspensions(suspensions: readonly Suspension[], receivedOn: CivilDate): void {
  for (const { from, to, reason } of suspensions) {
    const span = spanOf({ from, to });
    dayNumberOf(from);
    if (reason.trim() === '') throw new RangeError(`suspension ${span}: a reason is needed`);
    if (from < receivedOn)
      throw new RangeError(`suspension ${span}: it begins before the receipt on ${receivedOn}`);
    if (to !== undefined && dayNumberOf(to) < dayNumberOf(from))
      throw new RangeError(`suspension ${span}: it ends before it begins`);
  }
}

/**
 * The date moved by the days on which the clock stood: of each suspension the first day is excluded and the last
 * included, and a day that two share counts once. What begins after the time limit has passed moves nothing.
 *
 * @param passedAfter the last day on which the time limit, as moved so far, can still be suspended
 */
export function movedBySuspensions(
  due: CivilDate,
  suspensions: readonly Suspension[],
  passedAfter: (due: CivilDate) => CivilDate,
): { readonly due: CivilDate; readonly counted: readonly Suspension[] } {
  let day = dayNumberOf(due);
  let reached = Number.NEGATIVE_INFINITY;
  const counted: Suspension[] = [];
  for (const suspension of suspensions.toSorted((a, b) => dayNumberOf(a.from) - dayNumberOf(b.from))) {
    if (suspension.from > passedAfter(dateOfDayNumber(day))) continue;
    counted.push(suspension);
    if (suspension.to === undefined) continue;
    const [from, to] = [dayNumberOf(suspension.from), dayNumberOf(suspension.to)];
    day += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return { due: dateOfDayNumber(day), counted };
}

export function spanOf({ from, to }: Pick<Suspension, 'from' | 'to'>): string {
  return `${from}..${to ?? ''}`;
}
