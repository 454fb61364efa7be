import { randomUUID } from 'node:crypto';
import { LaneWatermark, type CloudEvent } from '#contracts';
import { type Journal, noJournal } from '#storage';
import { describeError, type ClockMs, type Log } from '../ports.js';
import type { Publisher } from '../publish/publisher.js';
import { SELOSTE_EVENTS } from '../topology/names.js';
import type { LaneFacts, LaneStore } from './lane-store.js';
import { LaneWindow } from './lane-window.js';

export interface LaneClockOptions {
  readonly service: string;
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

export interface LaneTicket {
  readonly lane: string;
  readonly n: number;
}

/**
 * Numbers the facts of this instance that owe events, and tells the followers how far they are out: what a follower
 * has counted up to a watermark, it holds completely. Only facts whose event every follower's queue is bound for
 * may be numbered.
 */
export class LaneClock {
  readonly #options: Required<LaneClockOptions>;
  readonly #instance = randomUUID();
  #lane: { readonly id: string; readonly window: LaneWindow; journaled?: true } | undefined;
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

  get lane(): string | undefined {
    return this.#lane?.id;
  }

  async start(): Promise<void> {
    await this.#openLane();
    const { everyMs, keepMs } = this.#options;
    this.#timers = [
      setInterval(() => this.emitSoon(), everyMs).unref(),
      setInterval(() => this.keepSoon(), keepMs).unref(),
    ];
    this.emitSoon();
  }

  async #openLane(): Promise<void> {
    const id = `${this.#options.service}/${randomUUID()}`;
    await this.#options.store.open(id, this.#options.service);
    this.#lane = { id, window: new LaneWindow() };
  }

  /** To be followed, whatever happens, by `settled`, `void`, or, where nothing is certain, `uncertain`. */
  allot(): LaneTicket {
    if (this.#lane === undefined) throw new Error('the lane is not open');
    return { lane: this.#lane.id, n: this.#lane.window.allot(this.#options.steadyMs()) };
  }

  settled(tickets: readonly Partial<LaneTicket>[]): void {
    for (const n of this.#own(tickets)) this.#lane?.window.settled(n);
  }

  void(tickets: readonly Partial<LaneTicket>[]): void {
    for (const n of this.#own(tickets)) this.#lane?.window.void(n);
  }

  uncertain(tickets: readonly Partial<LaneTicket>[]): void {
    for (const n of this.#own(tickets)) this.#lane?.window.uncertain(n, this.#options.steadyMs());
  }

  #own(tickets: readonly Partial<LaneTicket>[]): readonly number[] {
    return tickets.flatMap(({ lane, n }) =>
      lane !== undefined && lane === this.#lane?.id && n !== undefined ? [n] : [],
    );
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
    const lane = this.#lane;
    if (lane === undefined) return;
    if (lane.journaled !== true && !(await this.#journal(lane.id))) return;
    lane.journaled = true;
    const now = this.#options.steadyMs();
    const { through, count, at } = lane.window.position(now);
    const moment = new Date(this.#options.clockMs() - (now - at)).toISOString();
    await this.#publish({ lane: lane.id, through, count, at: moment, closed: false });
  }

  #journal(lane: string): Promise<boolean> {
    const { journal, service } = this.#options;
    const document = { _id: lane, service, leaseUntil: new Date(0) };
    return journal.append([{ kind: 'put', collection: 'lanes', documents: [document] }]).then(
      () => true,
      () => false,
    );
  }

  async #keep(): Promise<void> {
    const { store, service, log } = this.#options;
    const lane = this.#lane;
    if (lane !== undefined && !(await store.renew(lane.id))) {
      log.warn({ lane: lane.id }, 'this lane was taken for abandoned, another one is opened');
      await this.#openLane();
    }
    await this.#lookUpUnsure();
    for (const abandoned of await store.adopt(service, this.#instance)) await this.#closeAbandoned(abandoned);
  }

  async #lookUpUnsure(): Promise<void> {
    const { facts, steadyMs, unsureMs } = this.#options;
    const lane = this.#lane;
    const since = steadyMs() - unsureMs;
    const unsure = lane?.window.pendingSince(since) ?? [];
    if (lane === undefined || unsure.length === 0) return;
    const found = new Map((await facts.look(lane.id, unsure)).map(({ n, owed }) => [n, owed]));
    for (const n of unsure) {
      const owed = found.get(n);
      // A write that waits for its turn, or for the database, is not among the facts yet.
      if (owed === undefined && lane.window.isOver(n, since)) lane.window.void(n);
      else if (owed === false) lane.window.settled(n);
    }
  }

  /** The relay publishes what the dead instance still owed; then its lane has an end. */
  async #closeAbandoned(lane: string): Promise<void> {
    const { facts, store, clockMs, log } = this.#options;
    const at = new Date(clockMs()).toISOString();
    const { last, count, owed } = await facts.summary(lane);
    if (owed) return;
    if (!(await this.#publish({ lane, through: last, count, at, closed: true }))) return;
    await store.close(lane);
    log.info({ lane }, 'closed the lane of an instance that is gone');
  }

  /** After the owed events are flushed. What is still pending then is left to whoever adopts the lane. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all([this.#emitting, this.#keeping]);
    const lane = this.#lane;
    this.#lane = undefined;
    if (lane === undefined) return;
    const { clockMs, steadyMs } = this.#options;
    const now = steadyMs();
    if (lane.window.pendingSince(now).length > 0) return;
    const { through, count } = lane.window.position(now);
    const at = new Date(clockMs()).toISOString();
    const closing = { lane: lane.id, through, count, at, closed: true };
    if (await this.#publish(closing)) await this.#options.store.close(lane.id);
  }

  async #publish(data: LaneWatermark): Promise<boolean> {
    const { publisher, service, clockMs } = this.#options;
    this.#emitted += 1;
    const event: CloudEvent<LaneWatermark> = {
      specversion: '1.0',
      id: `${data.lane}/${this.#instance.slice(0, 8)}-${this.#emitted}`,
      source: `/${service}`,
      type: LaneWatermark.type,
      time: new Date(clockMs()).toISOString(),
      datacontenttype: 'application/json',
      data,
    };
    const [outcome] = await publisher.publish([
      { exchange: SELOSTE_EVENTS, routingKey: LaneWatermark.type, event },
    ]);
    return outcome === 'confirmed';
  }
}
