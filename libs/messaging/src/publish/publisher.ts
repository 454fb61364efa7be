import { setTimeout as pause } from 'node:timers/promises';
import type { ConfirmChannel } from 'amqplib';
import type { Registry } from 'prom-client';
import { CLOUD_EVENT_CONTENT_TYPE } from '#contracts';
import type { BrokerConnection } from '../connection/broker-connection.js';
import { messagingMetrics, type MessagingMetrics } from '../metrics.js';
import { describeError, type Log } from '../ports.js';
import type { Outgoing, PublishOutcome, RawOutgoing } from './outgoing.js';
import { PublishChannel } from './publish-channel.js';
import { PublishWindow } from './publish-window.js';

export interface PublisherOptions {
  readonly connection: BrokerConnection;
  readonly log: Log;
  readonly metrics: Registry;
  readonly window?: number;
  /** How long a publish waits for a connection, or for an alarm to end, before it is `failed`. */
  readonly patienceMs?: number;
  /** How long a whole call waits for its confirms; an alarm at the broker withholds them. */
  readonly confirmMs?: number;
}

/** Publishes with confirms, `mandatory` and `user_id`; pipelined, in the order given, one serialisation per event. */
export class Publisher {
  readonly #channel: PublishChannel;
  readonly #window: PublishWindow;
  readonly #metrics: MessagingMetrics;
  readonly #patienceMs: number;
  readonly #confirmMs: number;
  readonly #connection: BrokerConnection;
  readonly #log: Log;
  /** Told when an alarm at the broker begins. */
  readonly #impatient = new Set<() => void>();

  constructor({
    connection,
    log,
    metrics,
    window = 1000,
    patienceMs = 5000,
    confirmMs = 30_000,
  }: PublisherOptions) {
    this.#connection = connection;
    this.#log = log;
    this.#window = new PublishWindow(window);
    this.#metrics = messagingMetrics(metrics);
    this.#patienceMs = patienceMs;
    this.#confirmMs = confirmMs;
    this.#channel = new PublishChannel(connection.publishing, log);
    connection.publishing.on('blocked', () => {
      for (const giveUp of this.#impatient) giveUp();
    });
  }

  publish(items: readonly Outgoing[]): Promise<readonly PublishOutcome[]> {
    return this.publishRaw(items, encode);
  }

  publishRaw<T>(items: readonly T[], encoded: (item: T) => RawOutgoing): Promise<readonly PublishOutcome[]>;
  publishRaw(items: readonly RawOutgoing[]): Promise<readonly PublishOutcome[]>;
  async publishRaw<T>(
    items: readonly T[],
    encoded: (item: T) => RawOutgoing = (item) => item as unknown as RawOutgoing,
  ): Promise<readonly PublishOutcome[]> {
    const outcomes: Promise<PublishOutcome>[] = [];
    let patient = true;
    for (const item of items) {
      if (!this.#window.tryTake()) await this.#window.take();
      const channel = this.#channel.writable ?? (patient ? await this.#writable() : undefined);
      if (channel === undefined) {
        patient = false;
        this.#window.give();
        outcomes.push(Promise.resolve('failed'));
        continue;
      }
      outcomes.push(this.#send(channel, encoded(item)));
    }
    return withinMs(outcomes, this.#confirmMs);
  }

  /** For who has another place for it: in an alarm `failed` at once, also what was sent just before and may yet arrive. */
  async publishUnlessBlocked(items: readonly RawOutgoing[]): Promise<readonly PublishOutcome[]> {
    const failed = (): readonly PublishOutcome[] => items.map(() => 'failed');
    if (this.#connection.publishing.state === 'blocked') return failed();
    return new Promise((resolve, reject) => {
      const giveUp = (): void => resolve(failed());
      this.#impatient.add(giveUp);
      void this.publishRaw(items)
        .then(resolve, reject)
        .finally(() => this.#impatient.delete(giveUp));
    });
  }

  #send(channel: ConfirmChannel, outgoing: RawOutgoing): Promise<PublishOutcome> {
    return new Promise((resolve) => {
      const settle = (outcome: PublishOutcome): void => {
        this.#window.give();
        this.#metrics.published.inc({ outcome });
        if (outcome === 'unroutable') this.#metrics.returned.inc({ exchange: outgoing.exchange });
        resolve(outcome);
      };
      try {
        this.#channel.send(channel, this.#connection.user, outgoing, settle);
      } catch (error) {
        this.#log.warn({ exchange: outgoing.exchange, ...describeError(error) }, 'could not publish');
        settle('failed');
      }
    });
  }

  async #writable(): Promise<ConfirmChannel | undefined> {
    const patience = new AbortController();
    const late = pause(this.#patienceMs, undefined, { signal: patience.signal }).catch(() => undefined);
    try {
      // A channel that fails while somebody waits for it says so to him: there is none then, and his place is given back.
      return await Promise.race([this.#channel.open().catch(() => undefined), late]);
    } finally {
      patience.abort();
    }
  }

  /** Waits for what is unconfirmed, then closes the channel; the connection is closed by its owner. */
  close(): Promise<void> {
    return this.#channel.close();
  }
}

function encode({ exchange, routingKey, event }: Outgoing): RawOutgoing {
  return {
    exchange,
    routingKey,
    content: Buffer.from(JSON.stringify(event)),
    messageId: event.id,
    contentType: CLOUD_EVENT_CONTENT_TYPE,
  };
}

/** What has no outcome by then is `failed`: it may have arrived. */
async function withinMs(
  outcomes: readonly Promise<PublishOutcome>[],
  limitMs: number,
): Promise<readonly PublishOutcome[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'failed'>((resolve) => {
    timer = setTimeout(() => resolve('failed'), limitMs);
  });
  const all = Promise.all(outcomes);
  const first = await Promise.race([all, late]);
  clearTimeout(timer);
  return first === 'failed' ? Promise.all(outcomes.map((one) => Promise.race([one, late]))) : first;
}
