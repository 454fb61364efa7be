import { setTimeout as pause } from 'node:timers/promises';
import type { Link } from '../connection/link.js';
import { retryDelay } from '../connection/retry-delay.js';
import type { Parking } from '../park/parking.js';
import { messageId } from '../park/describe-parked.js';
import { describeError } from '../ports.js';
import { BatchMarks } from './batch-marks.js';
import { checksumOf } from './checksum.js';
import { ConsumeSession } from './consume-session.js';
import type { Delivery } from './delivery.js';
import { type Hand, type InHand, SLOTS } from './in-hand.js';
import { Inbox, type InboxOptions } from './inbox.js';
import { Suspicion } from './suspicion.js';
import type { EndTurn, Turns } from './turns.js';
import { Interrupted, waitForDatabase, type Patience } from './wait-for-database.js';
import { readBatch, unreadBatch, workBatch, type BatchWork, type ReadBatch } from './work-batch.js';

export interface QueueConsumerOptions extends BatchWork, InboxOptions {
  readonly link: Link;
  readonly parking: Pick<Parking, 'parkAll' | 'ping'>;
  readonly inHand: InHand;
  /** Shared by all consumers of the process. */
  readonly turns: Turns;
  /** How long a process that lives may need to drop what it has in hand. */
  readonly dropMs: number;
  /** Messages, and bytes, that are here unsettled at most. */
  readonly prefetch: number;
  readonly mostBytes: number;
  readonly isTransient: (error: unknown) => boolean;
  /** How long messages are held while the database is away, before they go back to the broker. */
  readonly holdMs: number;
  /** Work in hand and no batch finished for so long: the channel is built anew. */
  readonly stallMs: number;
  /** How long the running batch may take to finish at a graceful stop. */
  readonly stopMs: number;
}

/** So long may it take to say that nothing is in hand any more. */
const LET_GO_MS = 1000;

/** One session, and what is known of the messages in it. */
interface Running {
  readonly session: ConsumeSession;
  readonly inbox: Inbox;
  readonly prefetch: number;
  readonly suspicion: Suspicion;
  readonly marks: BatchMarks;
}

/** A batch that has its turn. */
interface Taken {
  readonly read: ReadBatch;
  readonly endTurn: EndTurn;
  /** Of the batch's mark. */
  readonly slot?: number;
  /** The mark of a suspect: of one in hand now, or of one that a process died with. */
  readonly mark?: string;
  readonly died?: true;
}

export type ConsumerState = 'connecting' | 'consuming' | 'paused' | 'stopped';

/**
 * Consumes one queue for the life of the service: sessions come and go, this stays.
 *
 * A retry waits here, unacknowledged, and not in a retry queue of the broker's: a crash simply hands it out again,
 * nothing is copied (so `user_id` and the place in the queue stay), no rights to write into queues are needed, and no
 * delay waits behind a longer one. Its price is prefetch, so at most half of that is held, for under a minute in all;
 * what has no room, or fails the last attempt, is parked, from where it can be replayed. Attempts counted in memory
 * start anew after a crash.
 *
 * What is in hand has a durable mark, made before it is read. What a process had in hand when it died comes alone, with a
 * mark of its own. Where such a mark of another process is found that is gone, that one died of it: the message is parked unread.
 */
export class QueueConsumer {
  readonly #options: QueueConsumerOptions;
  readonly #stop = new AbortController();
  #state: ConsumerState = 'connecting';
  #running: Promise<void> | undefined;
  #progressAt = Date.now();
  #prefetch: number;
  /** Waiting for their turn. */
  #waits = 0;
  readonly #endTurns = new Set<EndTurn>();
  /** Places among the held for what the batches in hand will try again. */
  #promised = 0;
  #passedMs: number | undefined;
  #onCanary: (sentAtMs: number) => void = () => undefined;

  constructor(options: QueueConsumerOptions) {
    this.#options = options;
    this.#prefetch = options.prefetch;
  }

  get queue(): string {
    return this.#options.queue.name;
  }

  get state(): ConsumerState {
    return this.#state;
  }

  get progressAt(): number {
    return this.#progressAt;
  }

  /** What came to the queue before this moment, by the clock of who sent the canary, is done here or parked. */
  get passedMs(): number | undefined {
    return this.#passedMs;
  }

  start(onCanary: (sentAtMs: number) => void): void {
    this.#onCanary = onCanary;
    this.#running ??= this.#run();
  }

  /** Finishes and acknowledges the running batch, then closes the channel. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    this.#state = 'stopped';
  }

  async #run(): Promise<void> {
    const { log } = this.#options;
    for (let attempt = 0; !this.#stop.signal.aborted; attempt += 1) {
      try {
        const before = Date.now();
        while ((await this.#consume()) === 'other-prefetch') continue;
        if (Date.now() - before > 5000) attempt = 0;
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        log.warn({ queue: this.queue, attempt, ...describeError(error) }, 'cannot consume yet');
      }
      this.#state = 'connecting';
      await pause(retryDelay(attempt), undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  /** The next session begins at once where only the prefetch was not the right one. */
  async #consume(): Promise<'ended' | 'other-prefetch'> {
    const { link, log, stopMs, queue, inHand, metrics, mostBytes } = this.#options;
    const prefetch = this.#prefetch;
    const room = { usual: this.#options.prefetch, mostBytes };
    const inbox = new Inbox(this.#options);
    const onCanary = (sentAtMs: number): void => this.#onCanary(sentAtMs);
    const onPassed = (sentAtMs: number): void => {
      this.#passedMs = Math.max(sentAtMs, this.#passedMs ?? 0);
    };
    const session = await ConsumeSession.open(
      { link, queue: queue.name, owner: queue.owner, prefetch, room, inbox, log, onCanary, onPassed },
      this.#stop.signal,
    );
    const patiently = <T>(work: () => Promise<T>): Promise<T> =>
      waitForDatabase(work, this.#patience(session));
    const known = { queue: queue.name, inHand, patiently, log };
    const running = {
      session,
      inbox,
      prefetch,
      suspicion: new Suspicion(known),
      marks: new BatchMarks(known),
    };
    const end = (): void => session.end();
    this.#stop.signal.addEventListener('abort', end, { once: true });
    if (this.#stop.signal.aborted) end();
    this.#state = 'consuming';
    metrics.prefetch.set({ queue: this.queue }, prefetch);
    this.#progressAt = Date.now();
    const watchdog = this.#watch(session, inbox);
    const pumped = this.#pump(running);
    const givenUp = ended(session.ended).then(() => pause(stopMs, 'given-up' as const, { ref: false }));
    let how: Awaited<typeof pumped> | 'given-up' = 'ended';
    try {
      how = await Promise.race([pumped, givenUp]);
    } finally {
      clearInterval(watchdog);
      this.#stop.signal.removeEventListener('abort', end);
      await session.close();
      for (const endTurn of this.#endTurns) endTurn();
    }
    // What a handler keeps may still be the process's death.
    if (how === 'given-up') log.error({ queue: this.queue }, 'a handler did not come back');
    else await Promise.race([running.marks.drop(), pause(LET_GO_MS, undefined, { ref: false })]);
    if (how === 'database-away') await this.#untilDatabase();
    if (session.fits === undefined || this.#stop.signal.aborted) return 'ended';
    log.info(
      { queue: this.queue, before: prefetch, now: session.fits },
      'consumer prefetches another number',
    );
    this.#prefetch = session.fits;
    return 'other-prefetch';
  }

  /**
   * While the database works on one batch, a second one is read and handed to it. Only a full one: what comes slowly is
   * better taken together when the one before it is done.
   */
  async #pump(running: Running): Promise<'ended' | 'database-away'> {
    const { session } = running;
    const working = new Set<Promise<void>>();
    let failure: { readonly error: unknown } | undefined;
    const fail = (error: unknown): void => {
      failure ??= { error };
      session.end();
    };
    let freed = new AbortController();
    let before = Promise.resolve();
    const begin = (taken: Taken): void => {
      const work = this.#work(taken, running, before)
        .catch(fail)
        .finally(() => {
          working.delete(work);
          freed.abort();
          freed = new AbortController();
        });
      working.add(work);
      before = work;
    };
    while (!session.ended.aborted) {
      try {
        const taken = await (working.size === 0
          ? this.#takeNext(running)
          : this.#takeFull(running, freed.signal));
        if (taken !== undefined && !session.ended.aborted) begin(taken);
        else if (taken !== undefined) await this.#letGo(taken, running);
        // Nothing to take beside the one in hand: a suspect comes alone.
        if (working.size === SLOTS.length || (taken === undefined && working.size > 0))
          await Promise.race(working);
      } catch (error) {
        fail(error);
      }
    }
    await Promise.all(working);
    if (failure === undefined) return 'ended';
    if (!(failure.error instanceof Interrupted)) throw failure.error;
    return this.#stop.signal.aborted ? 'ended' : 'database-away';
  }

  async #takeNext(running: Running): Promise<Taken | undefined> {
    const { session, inbox, suspicion } = running;
    const batch = await inbox.take(session.ended);
    const [first] = batch;
    if (first === undefined) return undefined;
    if (first.suspect !== true) return this.#takeTogether(batch, running);
    const cleared = await suspicion.cleared([first, ...inbox.suspects]);
    inbox.release(cleared);
    return cleared.includes(first) ? undefined : this.#takeAlone(first, running);
  }

  async #takeFull(running: Running, signal: AbortSignal): Promise<Taken | undefined> {
    const batch = await running.inbox.takeFull(signal);
    return batch && this.#takeTogether(batch, running);
  }

  async #takeTogether(
    all: readonly Delivery[],
    { session, inbox, suspicion, marks }: Running,
  ): Promise<Taken | undefined> {
    const suspects = await suspicion.among(all);
    inbox.setApart(suspects);
    const batch = suspects.length === 0 ? all : all.filter(({ suspect }) => suspect !== true);
    if (batch.length === 0) return undefined;
    const endTurn = await this.#turn('together', session);
    if (endTurn === undefined) return undefined;
    let taken: Taken | undefined;
    try {
      const slot = await marks.take(batch);
      taken = { read: await readBatch(batch, this.#options), endTurn, slot };
    } finally {
      if (taken === undefined) endTurn();
    }
    return taken;
  }

  async #takeAlone(suspect: Delivery, { session, inbox }: Running): Promise<Taken | undefined> {
    const { inHand, queue, dropMs, metrics, log } = this.#options;
    const { content } = suspect.message;
    const mark = messageId(queue.name, content);
    const endTurn = await this.#turn('alone', session);
    if (endTurn === undefined) return undefined;
    let taken: Taken | undefined;
    try {
      const take = (): Promise<Hand | undefined> => inHand.take(mark, queue.name, checksumOf(content));
      const hand = await waitForDatabase(take, this.#patience(session));
      const seen = suspect.foundWith;
      if (hand === undefined) {
        metrics.alone.inc({ queue: queue.name });
        taken = { read: await readBatch([suspect], this.#options), endTurn, mark };
      } else if (seen?.by === hand.by && seen.at.getTime() === hand.at.getTime()) {
        log.error({ queue: queue.name }, 'a process died with this message alone in hand');
        taken = { read: unreadBatch(suspect, queue, 'killed-the-process'), endTurn, mark, died: true };
      } else {
        // Its process may live, and only have lost its channel.
        suspect.foundWith = hand;
        inbox.hold(suspect, dropMs);
      }
    } finally {
      if (taken === undefined) endTurn();
    }
    return taken;
  }

  async #turn(kind: 'together' | 'alone', session: ConsumeSession): Promise<EndTurn | undefined> {
    this.#waits += 1;
    const end = await this.#options.turns[kind](session.ended);
    this.#waits -= 1;
    if (end === undefined) return undefined;
    const endTurn = (): void => {
      this.#endTurns.delete(endTurn);
      end();
    };
    this.#endTurns.add(endTurn);
    return endTurn;
  }

  /** Settles after `before`, so that one acknowledgement serves the whole batch. */
  async #work(
    { read, endTurn, slot, mark, died }: Taken,
    { session, inbox, prefetch, marks }: Running,
    before: Promise<void>,
  ): Promise<void> {
    const { metrics } = this.#options;
    metrics.batchSize.observe({ queue: this.queue }, read.size);
    let promised = 0;
    let worked = false;
    const mayRetry = (): boolean => {
      if (inbox.held + this.#promised >= Math.floor(prefetch / 2)) return false;
      this.#promised += 1;
      promised += 1;
      return true;
    };
    try {
      const { settled, retries, unparkable } = await workBatch(
        read,
        this.#options,
        this.#patience(session),
        mayRetry,
      );
      worked = true;
      await before;
      session.settle(settled);
      for (const { delivery, delayMs } of retries) inbox.hold(delivery, delayMs);
      for (const delivery of unparkable) this.#setAside(delivery, session, inbox);
      this.#progressAt = Date.now();
    } finally {
      this.#promised -= promised;
      if (slot !== undefined) marks.release(slot);
      if (mark !== undefined && (worked || died !== true)) await this.#drop(mark);
      endTurn();
    }
  }

  /** Its session ended before its work began. */
  async #letGo({ endTurn, slot, mark, died }: Taken, { marks }: Running): Promise<void> {
    if (slot !== undefined) marks.release(slot);
    if (mark !== undefined && died !== true) await this.#drop(mark);
    endTurn();
  }

  /** A mark that stays says too much only once this process is gone. */
  async #drop(mark: string): Promise<void> {
    const { inHand, log } = this.#options;
    await inHand.drop(mark).catch((error: unknown) => {
      log.warn({ queue: this.queue, ...describeError(error) }, 'a mark could not be taken away');
    });
  }

  /** Into the dead-letter queue; what lies there already stays and is tried again much later. */
  #setAside(delivery: Delivery, session: ConsumeSession, inbox: Inbox): void {
    if (this.#options.queue.role === 'handled') session.reject(delivery);
    else inbox.hold(delivery, 60_000);
  }

  #patience(session: ConsumeSession): Patience {
    const { isTransient, holdMs, metrics, log } = this.#options;
    return {
      isTransient,
      signal: session.ended,
      mostMs: holdMs,
      onPause: (error) => {
        if (this.#state !== 'paused')
          log.warn({ queue: this.queue, ...describeError(error) }, 'consumer pauses');
        this.#state = 'paused';
        metrics.paused.set({ queue: this.queue }, 1);
      },
      onResume: () => {
        log.info({ queue: this.queue }, 'consumer goes on');
        this.#state = 'consuming';
        metrics.paused.set({ queue: this.queue }, 0);
      },
    };
  }

  /** Held too long: the messages are back at the broker; consuming starts again when the database answers. */
  async #untilDatabase(): Promise<void> {
    const { parking, metrics } = this.#options;
    for (let attempt = 0; !this.#stop.signal.aborted; attempt += 1) {
      try {
        await parking.ping();
        metrics.paused.set({ queue: this.queue }, 0);
        return;
      } catch {
        this.#state = 'paused';
        await pause(retryDelay(attempt, 300, 30_000), undefined, { signal: this.#stop.signal }).catch(
          () => undefined,
        );
      }
    }
  }

  /** Stalled is who has work in hand at one look after the other and has finished none of it in between. */
  #watch(session: ConsumeSession, inbox: Inbox): NodeJS.Timeout {
    const { stallMs, metrics, log } = this.#options;
    let seen = { progressAt: this.#progressAt, since: Date.now() };
    const look = (): void => {
      const inHand = session.unsettled - inbox.held;
      if (
        inHand <= 0 ||
        this.#state === 'paused' ||
        this.#waits > 0 ||
        this.#progressAt !== seen.progressAt
      ) {
        seen = { progressAt: this.#progressAt, since: Date.now() };
      } else if (Date.now() - seen.since >= stallMs) {
        metrics.stalled.inc({ queue: this.queue });
        log.error({ queue: this.queue, inHand }, 'consumer has work and does not move');
        session.end();
      }
    };
    return setInterval(look, Math.min(10_000, stallMs / 4)).unref();
  }
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
