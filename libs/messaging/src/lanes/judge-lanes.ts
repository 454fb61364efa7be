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
  let asOf: number | undefined;
  for (const { of, types } of sources) {
    const ofService = lanes.filter(({ service }) => service === of);
    for (const type of types) {
      const moment = momentOf(ofService.filter((lane) => tellsOf(type, lane)));
      if (moment === undefined || moment === 0) return undefined;
      asOf = Math.min(asOf ?? moment, moment);
    }
  }
  return asOf;
}

function momentOf(lanes: readonly FollowedLane[]): number | undefined {
  const open = lanes.filter(({ closed }) => !closed);
  if (open.length > 0) return Math.min(...open.map(({ at }) => at));
  return lanes.length > 0 ? Math.max(...lanes.map(({ at }) => at)) : undefined;
}

function tellsOf(type: string, { lane, closed }: FollowedLane): boolean {
  const { type: numbered } = partsOfLane(lane);
  return numbered === undefined ? !closed : isSameFact(numbered, type);
}

/** In whatever version: who publishes an older or a newer one is counted too. */
const isSameFact = (one: string, other: string): boolean => factOf(one) === factOf(other);
