import { factOf, partsOfLane } from '#contracts';

/** Whose facts a service goes by, and which: what it knows is as current as what it has of these. */
export interface Source {
  readonly of: string;
  readonly types: readonly string[];
}

/** How far one lane is known to be complete here. */
export interface FollowedLane {
  readonly lane: string;
  readonly service: string;
  readonly through: number;
  readonly count: number;
  /** Instant, in ms: everything the lane's instance had taken in before it is here. 0: nothing of it was reached yet. */
  readonly at: number;
  readonly closed: boolean;
  /** Where the lane ends, heard and not reached yet. */
  readonly end?: Pick<FollowedLane, 'through' | 'count' | 'at'>;
}

/** A lane that was heard of, and of which something is missing from the first number on. */
export const unreached = (lane: string): FollowedLane => ({
  lane,
  service: partsOfLane(lane).service,
  through: 0,
  count: 0,
  at: 0,
  closed: false,
});

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

/** Nothing that others number beside is waited for. A lane of no one type is an older version's: its count holds every type. */
export const isFollowed = (sources: readonly Source[], lane: string): boolean => {
  const { service, type } = partsOfLane(lane);
  return sources.some(
    ({ of, types }) => of === service && (type === undefined || types.some((one) => isSameFact(one, type))),
  );
};

/**
 * The moment up to which everything of all followed types is here; undefined while one of them was never heard, or an
 * open lane of it was heard of and never reached.
 * A closed lane holds nothing back while others of its type are open; where all are closed nobody writes, and
 * the last of them gives the moment. One of no one type tells something of a type only while it is open: who comes
 * after an older version has a lane for each, and has to be heard.
 */
export function judgeLanes(sources: readonly Source[], lanes: readonly FollowedLane[]): number | undefined {
  const open = momentsOf(
    lanes.filter(({ closed }) => !closed),
    Math.min,
  );
  // There may be thousands of them, one for each instance that ever was: looked at only where nothing of a type is open.
  let closed: Moments | undefined;
  let asOf: number | undefined;
  for (const { of, types } of sources) {
    for (const type of types) {
      const moments = [open.get(keyOf(of, type)), open.get(keyOf(of))].filter((one) => one !== undefined);
      if (moments.length === 0) closed ??= momentsOf(lanes, Math.max);
      const moment = moments.length > 0 ? Math.min(...moments) : closed?.get(keyOf(of, type));
      if (moment === undefined || moment === 0) return undefined;
      asOf = Math.min(asOf ?? moment, moment);
    }
  }
  return asOf;
}

type Moments = ReadonlyMap<string, number>;

/** Of each service and fact; each publisher sequence is looked at once. */
function momentsOf(lanes: readonly FollowedLane[], choose: (one: number, other: number) => number): Moments {
  const moments = new Map<string, number>();
  for (const { service, lane, at } of lanes) {
    const key = keyOf(service, partsOfLane(lane).type);
    moments.set(key, choose(moments.get(key) ?? at, at));
  }
  return moments;
}

/** In whatever version: who publishes an older or a newer one is counted too. */
const keyOf = (service: string, type?: string): string =>
  type === undefined ? service : `${service}/${factOf(type)}`;

const isSameFact = (one: string, other: string): boolean => factOf(one) === factOf(other);
