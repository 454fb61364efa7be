import { type LaneWatermark, partsOfLane } from '#contracts';
import { type ClockMs, describeError, type Log } from '../ports.js';
import {
  believedAt,
  type FollowedLane,
  isFollowed,
  judgeLanes,
  type Source,
  unreached,
} from './judge-lanes.js';

/** A watermark, and when its publisher sent it, by the same clock as its `at`. */
export interface ToldWatermark extends LaneWatermark {
  readonly told: string;
}

type Reachable = Pick<FollowedLane, 'lane' | 'through' | 'count' | 'at' | 'closed'>;

/** What all instances of this service know together about the lanes they follow. */
export interface FollowedLaneStore {
  all(services: readonly string[]): Promise<readonly FollowedLane[]>;
  /**
   * Only ever forwards: a lower position than the stored one changes nothing. A stored moment that lies ahead of the
   * database's clock came from a wrong one, and gives way.
   */
  advance(lanes: readonly FollowedLane[]): Promise<void>;
  /** Remembers where a lane ends; one that was not known is known by it, with nothing reached. */
  keepEnd(lane: string, end: NonNullable<FollowedLane['end']>): Promise<void>;
}

export interface FollowedLanesOptions {
  /** Whose facts this one goes by, and which: of those alone is anything counted. */
  readonly follows: readonly Source[];
  readonly store: FollowedLaneStore;
  /** How many facts of the lane are durably folded here, numbered above `after` up to `through`. */
  readonly count: (lane: string, after: number, through: number) => Promise<number>;
  readonly log: Log;
  readonly everyMs?: number;
  readonly clockMs?: ClockMs;
  /** Goes on evenly when the clock is set; tells ages only. */
  readonly steadyMs?: ClockMs;
}

const MOST_WAITING = 64;

/**
 * Says as of when this service, all its instances together, has everything: a watermark holds once the database
 * counts as many facts of the lane as its publisher did.
 */
export class FollowedLanes {
  readonly #options: FollowedLanesOptions;
  /** Watermarks heard by this instance and not reached yet, oldest first. */
  readonly #waiting = new Map<string, Reachable[]>();
  #moved: { readonly asOf: number | undefined; readonly atSteadyMs: number } | undefined;
  readonly #clockMs: ClockMs;
  readonly #steadyMs: ClockMs;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: FollowedLanesOptions) {
    this.#options = options;
    this.#clockMs = options.clockMs ?? Date.now;
    this.#steadyMs = options.steadyMs ?? (() => performance.now());
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#refreshSoon(), this.#options.everyMs ?? 200).unref();
    this.#refreshSoon();
  }

  /**
   * From the handler of `lane.watermark.v1`. A lost one is made good by the next; the one that closes a lane has no next,
   * so it is durable before this resolves.
   */
  async heard(watermarks: readonly ToldWatermark[]): Promise<void> {
    const heardAt = this.#clockMs();
    for (const { lane, through, count, closed, ...moments } of watermarks) {
      if (!isFollowed(this.#options.follows, lane)) continue;
      const said = { at: Date.parse(moments.at), told: Date.parse(moments.told) };
      const at = believedAt(said, heardAt);
      if (closed) await this.#options.store.keepEnd(lane, { through, count, at });
      this.#wait({ lane, through, count, at, closed });
    }
    this.#refreshSoon();
  }

  #wait(watermark: Reachable): void {
    const waiting = this.#waiting.get(watermark.lane) ?? [];
    waiting.push(watermark);
    waiting.sort((one, other) => one.through - other.through || one.at - other.at);
    // The last ones matter most, the first ones are reached soonest.
    if (waiting.length > MOST_WAITING) waiting.splice(MOST_WAITING / 2, waiting.length - MOST_WAITING);
    this.#waiting.set(watermark.lane, waiting);
  }

  /** Ends that were heard by an instance that died before it could count so far. */
  #waitForEnds(known: Iterable<FollowedLane>): void {
    for (const { lane, closed, end } of known) {
      if (closed || end === undefined || this.#waiting.get(lane)?.some((one) => one.closed)) continue;
      this.#wait({ ...end, lane, closed: true });
    }
  }

  get followsAny(): boolean {
    return this.#options.follows.length > 0;
  }

  asOf(): Date | undefined {
    const asOf = this.#moved?.asOf;
    return asOf === undefined ? undefined : new Date(asOf);
  }

  /**
   * How old `asOf` is, in ms; undefined where it is unknown. Never less than for how long it has stood still: a clock of
   * this machine that was set back makes nothing fresh.
   */
  ageMs(): number | undefined {
    const { asOf, atSteadyMs } = this.#moved ?? {};
    if (asOf === undefined || atSteadyMs === undefined) return undefined;
    return Math.max(this.#clockMs() - asOf, this.#steadyMs() - atSteadyMs);
  }

  /** Counts anew; `asOf` follows by itself within `everyMs`. */
  async refresh(): Promise<void> {
    const { store, follows } = this.#options;
    const all = await store.all(follows.map(({ of }) => of));
    const known = new Map(all.map((lane) => [lane.lane, lane]));
    this.#waitForEnds(known.values());
    const moved: FollowedLane[] = [];
    for (const [lane, waiting] of this.#waiting) {
      const before = known.get(lane);
      const reached = await this.#reach(lane, waiting, before);
      if (reached !== undefined) moved.push(reached);
      // Something of it is missing here, and every instance has to know that there is such a lane.
      else if (before === undefined) moved.push(unreached(lane));
    }
    if (moved.length > 0) await store.advance(moved);
    for (const reached of moved) {
      const before = known.get(reached.lane);
      known.set(reached.lane, { ...before, ...reached, at: Math.max(reached.at, before?.at ?? reached.at) });
    }
    const asOf = judgeLanes(follows, [...known.values()]);
    if (asOf !== this.#moved?.asOf) this.#moved = { asOf, atSteadyMs: this.#steadyMs() };
  }

  /** Oldest first: once one is not reached, none after it is. */
  async #reach(
    lane: string,
    waiting: Reachable[],
    from: FollowedLane | undefined,
  ): Promise<FollowedLane | undefined> {
    let base = {
      through: from?.through ?? 0,
      count: from?.count ?? 0,
      at: -Infinity,
      closed: from?.closed ?? false,
    };
    let moved = false;
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const { through, count, at, closed } = next;
      if (through >= base.through) {
        // Most types stand still most of the time: nothing is asked of the database for those.
        const more = through > base.through ? await this.#options.count(lane, base.through, through) : 0;
        const here = base.count + more;
        if (here !== count) break;
        moved = true;
        base = { through, count, at: Math.max(base.at, at), closed: base.closed || closed };
      } else if (closed) {
        // The last numbers given out were never written: the facts end before them.
        moved = true;
        base = { ...base, at: Math.max(base.at, at), closed };
      }
      waiting.shift();
    }
    if (waiting.length === 0) this.#waiting.delete(lane);
    return moved ? { lane, service: partsOfLane(lane).service, ...base } : undefined;
  }

  #refreshSoon(): void {
    this.#running ??= this.refresh()
      .catch((error: unknown) => this.#options.log.warn(describeError(error), 'lanes could not be counted'))
      .finally(() => {
        this.#running = undefined;
      });
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }
}
