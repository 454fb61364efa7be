import type { Channel, ConsumeMessage } from 'amqplib';
import type { Link } from '../connection/link.js';
import { describeError, type Log } from '../ports.js';
import { AckLedger } from './ack-ledger.js';
import type { Delivery } from './delivery.js';
import type { Inbox } from './inbox.js';

export const CANARY_HEADER = 'x-seloste-canary';

export interface SessionOptions {
  readonly link: Link;
  readonly queue: string;
  /** The queue's service: whoever else writes a canary writes a message like any other. */
  readonly owner: string;
  readonly prefetch: number;
  readonly inbox: Inbox;
  readonly log: Log;
  /** A canary has come through: when it was sent. */
  readonly onCanary: (sentAtMs: number) => void;
  /** And everything that was delivered before it is settled. */
  readonly onPassed: (sentAtMs: number) => void;
}

/** One channel consuming one queue, from its opening until it is lost or closed; nothing of it outlives it. */
export class ConsumeSession {
  readonly #ended = new AbortController();
  readonly #ledger = new AckLedger();
  /** Come through, while something before them is in hand. */
  #canaries: { readonly tag: number; readonly sentAtMs: number }[] = [];
  #lost = false;

  private constructor(
    private readonly channel: Channel,
    private readonly options: SessionOptions,
  ) {}

  static async open(options: SessionOptions, signal: AbortSignal): Promise<ConsumeSession> {
    const model = await options.link.up(signal);
    const channel = await model.createChannel();
    const session = new ConsumeSession(channel, options);
    channel.on('error', (error) => session.#lose(describeError(error)));
    channel.on('close', () => session.#lose({}));
    await channel.prefetch(options.prefetch);
    await channel.consume(options.queue, (message) => session.#deliver(message));
    return session;
  }

  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  get unsettled(): number {
    return this.#ledger.unsettled;
  }

  #deliver(message: ConsumeMessage | null): void {
    // The broker cancels a consumer when its queue goes or moves; without a new one nothing would ever come again.
    if (message === null) return this.#lose({ cancelled: true });
    const { deliveryTag: tag } = message.fields;
    this.#ledger.delivered(tag);
    const { userId, headers } = message.properties;
    const canary: unknown = userId === this.options.owner ? headers?.[CANARY_HEADER] : undefined;
    if (typeof canary !== 'number') {
      this.options.inbox.push({ message, tag, attempts: 1 });
      return;
    }
    this.options.onCanary(canary);
    this.#canaries.push({ tag, sentAtMs: canary });
    this.#acknowledge([tag]);
  }

  /** Too late after the channel is lost: the broker hands those messages out again. */
  settle(deliveries: readonly Delivery[]): void {
    this.#acknowledge(deliveries.map(({ tag }) => tag));
  }

  #acknowledge(tags: readonly number[]): void {
    if (this.#lost) return;
    for (const { tag, allUpTo } of this.#ledger.settle(tags)) {
      this.channel.ack({ fields: { deliveryTag: tag } } as ConsumeMessage, allUpTo);
    }
    this.#tellPassed();
  }

  #tellPassed(): void {
    const { oldest } = this.#ledger;
    const passed = this.#canaries.findLast(({ tag }) => tag < oldest);
    if (passed === undefined) return;
    this.#canaries = this.#canaries.filter(({ tag }) => tag > passed.tag);
    this.options.onPassed(passed.sentAtMs);
  }

  /** To the dead-letter exchange, for what cannot even be parked. */
  reject(delivery: Delivery): void {
    if (this.#lost) return;
    this.#ledger.forget(delivery.tag);
    this.channel.nack(delivery.message, false, false);
  }

  /** Nothing more is taken up; what is under way goes on and may still be settled. */
  end(): void {
    this.#ended.abort();
  }

  /**
   * Closes the channel, which hands back what is unsettled. Never `basic.cancel`: between a cancel and the close
   * others overtake what is still held here.
   */
  async close(): Promise<void> {
    this.end();
    if (!this.#lost) await this.channel.close().catch(() => undefined);
    this.#lost = true;
    this.options.inbox.clear();
  }

  #lose(details: object): void {
    if (this.#ended.signal.aborted) {
      this.#lost = true;
      return;
    }
    this.options.log.warn({ queue: this.options.queue, ...details }, 'consumer lost, it will be built anew');
    this.#lost ||= !('cancelled' in details);
    this.end();
  }
}
