import { randomUUID } from 'node:crypto';
import { type CloudEvent, laneName, LaneWatermark } from '#contracts';
import { type Journal, noJournal } from '#storage';
import { describeError, type ClockMs, type Log } from '../ports.js';
import type { Publisher } from '../publish/publisher.js';
import { SELOSTE_EVENTS } from '../topology/names.js';
import type { LaneFacts, LaneStore } from './lane-store.js';
import { type LaneTicket, type OpenLane, OpenLanes } from './open-lanes.js';

export interface LaneClockOptions {
  readonly service: string;
  /** Those of its event types that others count: each has a lane, also while nothing of it happens. */
  readonly types: readonly string[];
  readonly store: LaneStore;
  readonly facts: LaneFacts;
  readonly publisher: Pick<Publisher, 'publish'>;
  /** Knows every lane that a follower may have heard of, so that one is closed after a restore. */
  readonly journal?: Journal;
  readonly log: Log;
  readonly clockMs?: ClockMs;
  /** Goes on evenly when the clock is set: how long a number has been without an outcome is told by it. */
  readonly steadyMs?: ClockMs;
  readonly everyMs?: number;
  /** How often the lease is renewed, uncertain numbers are looked up, and dead instances' lanes are looked for. */
  readonly keepMs?: number;
  /** A number without an outcome for so long is looked up in the facts; it is given up where its write has been over for so long. */
  readonly unsureMs?: number;
}

/**
 * Numbers the facts of this instance that owe an event which others count, each type in a lane of its own, and says how
 * far they are out: what a follower has counted up to a watermark, it holds completely of that type.
 */
export class LaneClock {
  readonly #options: Required<LaneClockOptions>;
  readonly #instance = randomUUID();
  readonly #lanes = new OpenLanes();
  #emitting: Promise<void> | undefined;
  #keeping: Promise<void> | undefined;
  #timers: NodeJS.Timeout[] = [];
  #emitted = 0;

  constructor(options: LaneClockOptions) {
    this.#options = {
      journal: noJournal,
      clockMs: Date.now,
      steadyMs: () => performance.now(),
      everyMs: 500,
      keepMs: 2000,
      unsureMs: 15_000,
      ...options,
    };
  }

  get lanes(): readonly string[] {
    return this.#lanes.all.map(({ id }) => id);
  }

  async start(): Promise<void> {
    const { types, everyMs, keepMs } = this.#options;
    // Who numbers nothing has one too: by it the journal knows that the service has begun. Followers hear nothing of it,
    // since one of no one type tells of every type.
    for (const type of types.length > 0 ? types : [undefined]) await this.#open(type);
    this.#timers = [
      setInterval(() => this.emitSoon(), everyMs).unref(),
      setInterval(() => this.keepSoon(), keepMs).unref(),
    ];
    this.emitSoon();
  }

  async #open(type: string | undefined): Promise<void> {
    const { service, store } = this.#options;
    const id = laneName({ service, ...(type !== undefined && { type }) }, randomUUID());
    await store.open(id, service);
    this.#lanes.open(id, type);
  }

  /** To be followed, whatever happens, by `settled`, `void`, or, where nothing is certain, `uncertain`. */
  allot(type: string): LaneTicket {
    return this.#lanes.allot(type, this.#options.steadyMs());
  }

  settled(tickets: readonly Partial<LaneTicket>[]): void {
    this.#lanes.each(tickets, (window, n) => window.settled(n));
  }

  void(tickets: readonly Partial<LaneTicket>[]): void {
    this.#lanes.each(tickets, (window, n) => window.void(n));
  }

  uncertain(tickets: readonly Partial<LaneTicket>[]): void {
    this.#lanes.each(tickets, (window, n) => window.uncertain(n, this.#options.steadyMs()));
  }

  emitSoon(): void {
    this.#emitting ??= this.#emit().finally(() => {
      this.#emitting = undefined;
    });
  }

  keepSoon(): void {
    this.#keeping ??= this.#keep()
      .catch((error: unknown) => this.#options.log.warn(describeError(error), 'lanes could not be kept'))
      .finally(() => {
        this.#keeping = undefined;
      });
  }

  async #emit(): Promise<void> {
    await this.#tellJournal(this.#lanes.all.filter(({ journaled }) => journaled !== true));
    const { clockMs, steadyMs } = this.#options;
    const now = steadyMs();
    const known = this.#lanes.all.filter(({ type, journaled }) => type !== undefined && journaled === true);
    await this.#publish(
      known.map(({ id: lane, window }) => {
        const { through, count, at } = window.position(now);
        const moment = new Date(clockMs() - (now - at)).toISOString();
        return { lane, through, count, at: moment, closed: false };
      }),
    );
  }

  /** Where it takes nothing now, they are told to nobody yet. */
  async #tellJournal(lanes: readonly OpenLane[]): Promise<void> {
    if (lanes.length === 0) return;
    const { journal, service } = this.#options;
    const documents = lanes.map(({ id: _id }) => ({ _id, service, leaseUntil: new Date(0) }));
    try {
      await journal.append([{ kind: 'put', collection: 'lanes', documents }]);
    } catch {
      return;
    }
    for (const lane of lanes) lane.journaled = true;
  }

  async #keep(): Promise<void> {
    const { store, service, log } = this.#options;
    for (const lane of await store.renew(this.lanes)) {
      log.warn({ lane }, 'this lane was taken for abandoned, another one is opened');
      const lost = this.#lanes.find(lane);
      if (lost !== undefined) await this.#open(lost.type);
    }
    for (const lane of this.#lanes.all) await this.#lookUpUnsure(lane);
    for (const abandoned of await store.adopt(service, this.#instance)) await this.#closeAbandoned(abandoned);
  }

  async #lookUpUnsure({ id, window }: OpenLane): Promise<void> {
    const { facts, steadyMs, unsureMs } = this.#options;
    const since = steadyMs() - unsureMs;
    const unsure = window.pendingSince(since);
    if (unsure.length === 0) return;
    const found = new Map((await facts.look(id, unsure)).map(({ n, owed }) => [n, owed]));
    for (const n of unsure) {
      const owed = found.get(n);
      // A write that waits for its turn, or for the database, is not among the facts yet.
      if (owed === undefined && window.isOver(n, since)) window.void(n);
      else if (owed === false) window.settled(n);
    }
  }

  /** The relay publishes what the dead instance still owed; then its lane has an end. */
  async #closeAbandoned(lane: string): Promise<void> {
    const { facts, clockMs } = this.#options;
    const at = new Date(clockMs()).toISOString();
    const { last, count, owed } = await facts.summary(lane);
    if (owed) return;
    const closed = await this.#close([{ lane, through: last, count, at, closed: true }]);
    if (closed) this.#options.log.info({ lane }, 'closed the lane of an instance that is gone');
  }

  /** After the owed events are flushed. What is still pending then is left to whoever adopts the lane. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all([this.#emitting, this.#keeping]);
    const { clockMs, steadyMs } = this.#options;
    const now = steadyMs();
    const at = new Date(clockMs()).toISOString();
    const over = this.#lanes.all.filter(({ window }) => window.pendingSince(now).length === 0);
    this.#lanes.clear();
    for (const { id, type } of over) if (type === undefined) await this.#options.store.close(id);
    await this.#close(
      over
        .filter(({ type }) => type !== undefined)
        .map(({ id: lane, window }) => {
          const { through, count } = window.position(now);
          return { lane, through, count, at, closed: true };
        }),
    );
  }

  /** False: the broker has not confirmed each of them; that one is left to whoever adopts it. */
  async #close(last: readonly LaneWatermark[]): Promise<boolean> {
    const confirmed = await this.#publish(last);
    for (const { lane } of confirmed) await this.#options.store.close(lane);
    return confirmed.length === last.length;
  }

  /** In one go; gives those that the broker has confirmed. */
  async #publish(watermarks: readonly LaneWatermark[]): Promise<readonly LaneWatermark[]> {
    if (watermarks.length === 0) return [];
    const { publisher, service, clockMs } = this.#options;
    this.#emitted += 1;
    const time = new Date(clockMs()).toISOString();
    const outcomes = await publisher.publish(
      watermarks.map((data) => {
        const event: CloudEvent<LaneWatermark> = {
          specversion: '1.0',
          id: `${data.lane}/${this.#instance.slice(0, 8)}-${this.#emitted}`,
          source: `/${service}`,
          type: LaneWatermark.type,
          time,
          datacontenttype: 'application/json',
          data,
        };
        return { exchange: SELOSTE_EVENTS, routingKey: LaneWatermark.type, event };
      }),
    );
    return watermarks.filter((_, index) => outcomes[index] === 'confirmed');
  }
}
