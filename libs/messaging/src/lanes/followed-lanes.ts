import type { LaneWatermark } from '#contracts';
import { type ClockMs, describeError, type Log } from '../ports.js';
import { believedAt, judgeLanes, type FollowedLane } from './judge-lanes.js';

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
  advance(lane: FollowedLane): Promise<void>;
  /** Remembers where a lane ends that it knows; one it does not know holds nothing back. */
  keepEnd(lane: string, end: NonNullable<FollowedLane['end']>): Promise<void>;
}

export interface FollowedLanesOptions {
  /** The services whose facts this one folds. */
  readonly services: readonly string[];
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
      if (!this.#options.services.includes(serviceOf(lane))) continue;
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
    return this.#options.services.length > 0;
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
    const { store, services } = this.#options;
    const known = new Map((await store.all(services)).map((lane) => [lane.lane, lane]));
    this.#waitForEnds(known.values());
    for (const [lane, waiting] of this.#waiting) {
      const reached = await this.#reach(lane, waiting, known.get(lane));
      const before = known.get(lane);
      if (reached !== undefined) {
        await store.advance(reached);
        known.set(lane, { ...before, ...reached, at: Math.max(reached.at, before?.at ?? reached.at) });
      }
      await this.#keepEndOf(known.get(lane));
    }
    const asOf = judgeLanes(services, [...known.values()]);
    if (asOf !== this.#moved?.asOf) this.#moved = { asOf, atSteadyMs: this.#steadyMs() };
  }

  /** An end that was heard before the lane was known. */
  async #keepEndOf(known: FollowedLane | undefined): Promise<void> {
    if (known === undefined || known.closed || known.end !== undefined) return;
    const last = this.#waiting.get(known.lane)?.find(({ closed }) => closed);
    if (last === undefined) return;
    const { through, count, at } = last;
    await this.#options.store.keepEnd(known.lane, { through, count, at });
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
        const here = base.count + (await this.#options.count(lane, base.through, through));
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
    return moved ? { lane, service: serviceOf(lane), ...base } : undefined;
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

const serviceOf = (lane: string): string => lane.split('/')[0] ?? lane;
