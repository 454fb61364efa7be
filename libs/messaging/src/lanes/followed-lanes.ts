import type { LaneWatermark } from '#contracts';
import { describeError, type Log } from '../ports.js';
import { judgeLanes, type FollowedLane } from './judge-lanes.js';

/** What all instances of this service know together about the lanes they follow. */
export interface FollowedLaneStore {
  all(services: readonly string[]): Promise<readonly FollowedLane[]>;
  /** Only ever forwards: a lower position than the stored one changes nothing. */
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
}

const MOST_WAITING = 64;

/**
 * Says as of when this service, all its instances together, has everything: a watermark holds once the database
 * counts as many facts of the lane as its publisher did.
 */
export class FollowedLanes {
  readonly #options: FollowedLanesOptions;
  /** Watermarks heard by this instance and not reached yet, oldest first. */
  readonly #waiting = new Map<string, LaneWatermark[]>();
  #known: readonly FollowedLane[] = [];
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: FollowedLanesOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#refreshSoon(), this.#options.everyMs ?? 200).unref();
    this.#refreshSoon();
  }

  /**
   * From the handler of `lane.watermark.v1`. A lost one is made good by the next; the one that closes a lane has no next,
   * so it is durable before this resolves.
   */
  async heard(watermarks: readonly LaneWatermark[]): Promise<void> {
    for (const watermark of watermarks) {
      const { lane, through, count, at, closed } = watermark;
      if (!this.#options.services.includes(serviceOf(lane))) continue;
      if (closed) await this.#options.store.keepEnd(lane, { through, count, at: Date.parse(at) });
      this.#wait(watermark);
    }
    this.#refreshSoon();
  }

  #wait(watermark: LaneWatermark): void {
    const waiting = this.#waiting.get(watermark.lane) ?? [];
    waiting.push(watermark);
    waiting.sort((one, other) => one.through - other.through || Date.parse(one.at) - Date.parse(other.at));
    // The last ones matter most, the first ones are reached soonest.
    if (waiting.length > MOST_WAITING) waiting.splice(MOST_WAITING / 2, waiting.length - MOST_WAITING);
    this.#waiting.set(watermark.lane, waiting);
  }

  /** Ends that were heard by an instance that died before it could count so far. */
  #waitForEnds(known: Iterable<FollowedLane>): void {
    for (const { lane, closed, end } of known) {
      if (closed || end === undefined || this.#waiting.get(lane)?.some((one) => one.closed)) continue;
      this.#wait({ ...end, lane, at: new Date(end.at).toISOString(), closed: true });
    }
  }

  get followsAny(): boolean {
    return this.#options.services.length > 0;
  }

  asOf(): Date | undefined {
    const asOf = judgeLanes(this.#options.services, this.#known);
    return asOf === undefined ? undefined : new Date(asOf);
  }

  /** Counts anew; `asOf` follows by itself within `everyMs`. */
  async refresh(): Promise<void> {
    const { store, services } = this.#options;
    const known = new Map((await store.all(services)).map((lane) => [lane.lane, lane]));
    this.#waitForEnds(known.values());
    for (const [lane, waiting] of this.#waiting) {
      const reached = await this.#reach(lane, waiting, known.get(lane));
      if (reached === undefined) continue;
      await store.advance(reached);
      known.set(lane, reached);
    }
    this.#known = [...known.values()];
  }

  /** Oldest first: once one is not reached, none after it is. */
  async #reach(
    lane: string,
    waiting: LaneWatermark[],
    from: FollowedLane | undefined,
  ): Promise<FollowedLane | undefined> {
    let base = {
      through: from?.through ?? 0,
      count: from?.count ?? 0,
      at: from?.at ?? 0,
      closed: from?.closed ?? false,
    };
    let moved = false;
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const { through, count, at, closed } = next;
      if (through >= base.through) {
        const here = base.count + (await this.#options.count(lane, base.through, through));
        if (here !== count) break;
        moved = true;
        base = { through, count, at: Math.max(base.at, Date.parse(at)), closed: base.closed || closed };
      } else if (closed) {
        // The last numbers given out were never written: the facts end before them.
        moved = true;
        base = { ...base, at: Math.max(base.at, Date.parse(at)), closed };
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
