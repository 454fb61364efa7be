/** How far one lane is known to be complete here. */
export interface FollowedLane {
  readonly lane: string;
  readonly service: string;
  readonly through: number;
  readonly count: number;
  /** Instant, in ms: everything the lane's instance had taken in before it is here. */
  readonly at: number;
  readonly closed: boolean;
  /** Where the lane ends, heard and not reached yet. */
  readonly end?: Pick<FollowedLane, 'through' | 'count' | 'at'>;
}

/**
 * Up to when a heard watermark may be believed to hold, in ms. `at` and `told` (when it was sent) are by the publisher's
 * clock, and `told - at` is the age of its oldest fact that is still on its way; `heardAt` is by the follower's clock.
 * What was on its way for a second when it was sent is missing here for at least a second when it is heard, so a
 * publisher's clock that is ahead makes nothing fresher than that.
 */
export const believedAt = (
  { at, told }: { readonly at: number; readonly told: number },
  heardAt: number,
): number => Math.min(at, heardAt - Math.max(0, told - at));

/**
 * The moment up to which everything of all followed services is here; undefined while one of them was never heard.
 * A closed lane holds nothing back while others of its service are open; where all are closed nobody writes, and
 * the last of them tells the moment.
 */
export function judgeLanes(services: readonly string[], lanes: readonly FollowedLane[]): number | undefined {
  let asOf: number | undefined;
  for (const service of services) {
    const own = lanes.filter((lane) => lane.service === service);
    const open = own.filter(({ closed }) => !closed);
    const moments = (open.length > 0 ? open : own).map(({ at }) => at);
    if (moments.length === 0) return undefined;
    const moment = open.length > 0 ? Math.min(...moments) : Math.max(...moments);
    asOf = Math.min(asOf ?? moment, moment);
  }
  return asOf;
}
