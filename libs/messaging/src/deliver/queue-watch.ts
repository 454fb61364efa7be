import { setTimeout as pause } from 'node:timers/promises';
import type { Channel } from 'amqplib';
import type { Link } from '../connection/link.js';
import type { MessagingMetrics } from '../metrics.js';
import type { Publisher } from '../publish/publisher.js';
import { describeError, type Log } from '../ports.js';
import { ownExchange } from '../topology/names.js';
import { CANARY_HEADER } from './consume-session.js';

export interface QueueWatchOptions {
  readonly service: string;
  readonly queues: readonly string[];
  readonly publisher: Pick<Publisher, 'publishRaw'>;
  readonly link: Link;
  readonly metrics: MessagingMetrics;
  readonly log: Log;
  readonly everyMs: number;
}

/**
 * Measures how long a message waits in each queue, and how many do: quorum queues do not tell the time of their head,
 * so a canary goes through every one of them and is answered by the transport.
 */
export class QueueWatch {
  readonly #seen = new Map<string, { readonly ageMs: number; readonly atMs: number }>();
  #timer: NodeJS.Timeout | undefined;
  #channel: Channel | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly options: QueueWatchOptions) {}

  start(): void {
    const now = Date.now();
    for (const queue of this.options.queues) this.#seen.set(queue, { ageMs: 0, atMs: now });
    this.#timer ??= setInterval(() => {
      this.#running = this.#look().catch((error: unknown) => {
        this.options.log.warn(describeError(error), 'queues could not be measured');
      });
    }, this.options.everyMs).unref();
  }

  canarySeen(queue: string, sentAtMs: number): void {
    const atMs = Date.now();
    this.#seen.set(queue, { ageMs: Math.max(0, atMs - sentAtMs), atMs });
    this.options.metrics.queueAge.set({ queue }, this.ageMs(queue) / 1000);
  }

  /** Grows while canaries fail to come, so a consumer that stands still is seen. */
  ageMs(queue: string): number {
    const seen = this.#seen.get(queue);
    if (seen === undefined) return 0;
    return seen.ageMs + Math.max(0, Date.now() - seen.atMs - 3 * this.options.everyMs);
  }

  #silentMs(queue: string): number {
    return Date.now() - (this.#seen.get(queue)?.atMs ?? Date.now());
  }

  async #look(): Promise<void> {
    const { queues, metrics } = this.options;
    for (const queue of queues) {
      metrics.queueAge.set({ queue }, this.ageMs(queue) / 1000);
      metrics.canarySince.set({ queue }, this.#silentMs(queue) / 1000);
    }
    await this.sendCanaries();
    for (const queue of queues) {
      const channel = await this.#measuring();
      const { messageCount } = await channel.checkQueue(queue);
      metrics.queueDepth.set({ queue }, messageCount);
    }
  }

  async sendCanaries(): Promise<void> {
    const { queues, publisher, service } = this.options;
    await publisher.publishRaw(
      queues.map((queue) => ({
        exchange: ownExchange(service),
        routingKey: queue,
        content: Buffer.alloc(0),
        messageId: `canary/${queue}/${Date.now()}`,
        headers: { [CANARY_HEADER]: Date.now() },
      })),
    );
  }

  async #measuring(): Promise<Channel> {
    if (this.#channel !== undefined) return this.#channel;
    const { link, log } = this.options;
    const channel = await (await link.up(AbortSignal.timeout(this.options.everyMs))).createChannel();
    channel.on('error', (error) => log.warn(describeError(error), 'measuring channel failed'));
    channel.on('close', () => {
      this.#channel = undefined;
    });
    this.#channel = channel;
    return channel;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.race([this.#running, pause(1000, undefined, { ref: false })]);
    await this.#channel?.close().catch(() => undefined);
  }
}
