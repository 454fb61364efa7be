import { SpanKind, trace, type Tracer } from '@opentelemetry/api';
import type { Registry } from 'prom-client';
import { type CloudEvent, COUNTED_TYPES, countedTypeIn, factOf, partsOfLane } from '#contracts';
import { isTransient } from '#storage';
import type { LaneClock } from '../lanes/lane-clock.js';
import { messagingMetrics, type MessagingMetrics } from '../metrics.js';
import { describeError, type ClockMs, type Log } from '../ports.js';
import { routeOf, type Route } from '../topology/route-event.js';
import { SELOSTE_EVENTS } from '../topology/names.js';
import { inBatchSpan } from '../trace/batch-span.js';
import { carryOn } from '../trace/carry-on.js';
import { currentTraceparent } from '../trace/trace-context.js';
import type { OwedFact, OwedStore } from './owed-store.js';
import type { Outgoing } from './outgoing.js';
import type { Publisher } from './publisher.js';
import { UnroutableBackoff } from './unroutable-backoff.js';

export interface OwedEventsOptions {
  readonly facts: readonly OwedStore[];
  readonly publisher: Pick<Publisher, 'publish'>;
  readonly log: Log;
  readonly metrics: Registry;
  readonly tracer?: Tracer;
  readonly lane?: LaneClock;
  readonly clockMs?: ClockMs;
  readonly route?: (event: CloudEvent) => Route;
  /** Owed for longer than this: whoever wrote it has crashed or failed, and the relay publishes it. */
  readonly afterMs?: number;
  readonly everyMs?: number;
  readonly markMs?: number;
}

const PAGE = 500;

/** Publishes what facts owe: right after their durable write, and, for what a crash or an outage left, by a relay. */
export class OwedEvents {
  readonly #options: OwedEventsOptions;
  readonly #tracer: Tracer;
  readonly #metrics: MessagingMetrics;
  readonly #clockMs: ClockMs;
  readonly #publishing = new Set<string>();
  /** Out with the broker, and not yet kept by their store. */
  readonly #out = new Set<string>();
  readonly #toMark = new Map<OwedStore, string[]>();
  readonly #unroutable: UnroutableBackoff;
  readonly #underWay = new Set<Promise<void>>();
  #timers: NodeJS.Timeout[] = [];
  #relaying: Promise<void> | undefined;

  constructor(options: OwedEventsOptions) {
    this.#options = options;
    this.#clockMs = options.clockMs ?? Date.now;
    this.#tracer = options.tracer ?? trace.getTracer('seloste');
    this.#metrics = messagingMetrics(options.metrics);
    this.#unroutable = new UnroutableBackoff(this.#clockMs);
  }

  start(): void {
    if (this.#timers.length > 0) return;
    const { everyMs = 1000, markMs = 200 } = this.#options;
    this.#timers = [
      setInterval(() => this.#relaySoon(), everyMs).unref(),
      setInterval(() => this.#track(this.#mark()), markMs).unref(),
    ];
    this.#relaySoon();
  }

  /**
   * What the fact owes goes on in the trace of the request or message that leads to it. Where an event of it is one that
   * others count, it gets its number in this instance's lane of that type.
   */
  stamp<F extends OwedFact>(fact: F): F {
    const { lane } = this.#options;
    const traceparent = currentTraceparent();
    const traced = traceparent === undefined ? fact : carryOn({ traceparent }, fact);
    const counted = lane === undefined ? undefined : countedTypeIn(fact.owes ?? []);
    return lane === undefined || counted === undefined ? traced : { ...traced, ...lane.allot(counted) };
  }

  /** Not waited for: the facts are durable, and whatever fails here is the relay's. */
  settle(facts: readonly OwedFact[], store = this.#options.facts[0]): void {
    const owing = facts.filter(({ owed }) => owed === true);
    if (owing.length > 0 && store !== undefined)
      this.#track(this.#publish(owing, store).then(() => undefined));
  }

  /** These were certainly not written under their numbers: duplicates, or refused. */
  void(facts: readonly OwedFact[]): void {
    this.#options.lane?.void(facts);
  }

  /** Their writes are over, and perhaps they were written under their numbers. */
  uncertain(facts: readonly OwedFact[]): void {
    this.#options.lane?.uncertain(facts);
  }

  /** Gives how many owe nothing any more. */
  async #publish(facts: readonly OwedFact[], store: OwedStore): Promise<number> {
    const { publisher, lane, route = routeOf } = this.#options;
    const items: Outgoing[] = [];
    const owner: number[] = [];
    const left = new Set<number>();
    const unroutable = new Set<number>();
    facts.forEach((fact, index) => {
      for (const event of this.#out.has(fact._id) ? [] : (fact.owes ?? [])) {
        try {
          items.push({ ...route(event), event: numbered(event, fact) });
          owner.push(index);
        } catch {
          left.add(index);
          unroutable.add(index);
        }
      }
    });
    for (const { _id } of facts) this.#publishing.add(_id);
    const [outcomes, kept] = await Promise.all([
      inBatchSpan(
        this.#tracer,
        { name: 'publish owed events', kind: SpanKind.PRODUCER, destination: SELOSTE_EVENTS },
        items.map(({ event }) => event),
        () => publisher.publish(items),
      ),
      store.keep(facts).then(
        () => true,
        () => false,
      ),
    ]);
    for (const { _id } of facts) this.#publishing.delete(_id);
    owner.forEach((index, item) => {
      if (outcomes[item] !== 'confirmed') left.add(index);
      if (outcomes[item] === 'unroutable') unroutable.add(index);
    });
    this.#unroutable.note(facts.filter((_, index) => unroutable.has(index)).map(({ _id }) => _id));
    const out = facts.filter((_, index) => !left.has(index));
    lane?.settled(out);
    for (const { _id } of out) {
      if (kept) this.#out.delete(_id);
      else this.#out.add(_id);
    }
    if (!kept) return 0;
    this.#unroutable.forget(out.map(({ _id }) => _id));
    const marks = this.#toMark.get(store) ?? [];
    for (const { _id } of out) marks.push(_id);
    this.#toMark.set(store, marks);
    return out.length;
  }

  async #mark(until: 'written' | 'readable' = 'written'): Promise<void> {
    for (const [store, ids] of this.#toMark) {
      this.#toMark.delete(store);
      for (let from = 0; from < ids.length; from += 1000)
        await store.markSettled(ids.slice(from, from + 1000), until);
    }
  }

  async #relay(): Promise<void> {
    let owed = 0;
    let oldest = Infinity;
    for (const store of this.#options.facts) {
      // What an outage left may be millions: a page that went out has the next one after it.
      while ((await this.#relayPage(store)) >= PAGE && this.#timers.length > 0);
      const summary = await store.owedSummary();
      owed += summary.owed;
      oldest = Math.min(oldest, summary.oldest?.getTime() ?? Infinity);
    }
    this.#metrics.owed.set(owed);
    this.#metrics.owedOldest.set(oldest === Infinity ? 0 : Math.max(0, this.#clockMs() - oldest) / 1000);
  }

  async #relayPage(store: OwedStore): Promise<number> {
    const limit = PAGE + this.#unroutable.size + this.#publishing.size;
    const before = new Date(this.#clockMs() - (this.#options.afterMs ?? 3000));
    const found = await store.owedBefore(before, limit);
    const ready = found.filter(({ _id }) => !this.#publishing.has(_id) && !this.#unroutable.isWaiting(_id));
    const settled = ready.length > 0 ? await this.#publish(ready, store) : 0;
    // Else the next page would be the same one, and go out again.
    await this.#mark(settled >= PAGE ? 'readable' : 'written');
    return settled;
  }

  #relaySoon(): void {
    this.#relaying ??= this.#relay()
      .catch((error: unknown) => this.#complain(error))
      .finally(() => {
        this.#relaying = undefined;
      });
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.#complain(error))
      .finally(() => {
        this.#underWay.delete(tracked);
      });
    this.#underWay.add(tracked);
  }

  #complain(error: unknown): void {
    const { log } = this.#options;
    if (isTransient(error)) log.warn(describeError(error), 'owed events wait');
    else log.error(describeError(error), 'owed events failed');
  }

  /** Waits for what is being published, then marks it. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
    await this.#relaying;
    await Promise.all(this.#underWay);
    await this.#mark().catch((error: unknown) => this.#complain(error));
  }
}

/**
 * As it goes out: with its fact's place in the lane, where it is the event that is numbered there. The lane says which that is,
 * also where another version of ours made it. Commands and replies go to one addressee, and are no part of any count.
 */
export function numbered(event: CloudEvent, { lane, n }: OwedFact): CloudEvent {
  if (lane === undefined || n === undefined) return event;
  const { type } = partsOfLane(lane);
  const isCounted = type === undefined ? COUNTED_TYPES.has(event.type) : factOf(event.type) === factOf(type);
  return isCounted ? { ...event, lane, lanesequence: n } : event;
}
