import type { Channel, ConsumeMessage } from 'amqplib';
import type { Link } from '../connection/link.js';
import { describeError, type Log } from '../ports.js';
import { AckLedger } from './ack-ledger.js';
import type { Delivery } from './delivery.js';
import type { Inbox } from './inbox.js';
import { isLight, prefetchFor, type Room } from './prefetch.decision.js';

export const CANARY_HEADER = 'x-seloste-canary';

export interface SessionOptions {
  readonly link: Link;
  readonly queue: string;
  /** The queue's service: whoever else writes a canary writes a message like any other. */
  readonly owner: string;
  readonly prefetch: number;
  readonly room: Room;
  readonly inbox: Inbox;
  readonly log: Log;
  /** A canary has come through: when it was sent. */
  readonly onCanary: (sentAtMs: number) => void;
  /** And everything that was delivered before it is settled. */
  readonly onPassed: (sentAtMs: number) => void;
}

/** So many messages are looked at together, where fewer than usual are prefetched. */
const PAGE = 200;

/** One channel consuming one queue, from its opening until it is lost or closed; nothing of it outlives it. */
export class ConsumeSession {
  readonly #ended = new AbortController();
  readonly #ledger = new AckLedger();
  /** Come through, while something before them is in hand. */
  #canaries: { readonly tag: number; readonly sentAtMs: number }[] = [];
  #lost = false;
  #bytes = 0;
  #largest = 0;
  #page = { messages: 0, bytes: 0 };
  #fits: number | undefined;

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

  /** With how many the next session begins, where this one ended because it had too many or too few. */
  get fits(): number | undefined {
    return this.#fits;
  }

  #deliver(message: ConsumeMessage | null): void {
    // The broker cancels a consumer when its queue goes or moves; without a new one nothing would ever come again.
    if (message === null) return this.#lose({ cancelled: true });
    const { deliveryTag: tag } = message.fields;
    this.#ledger.delivered(tag);
    const { userId, headers } = message.properties;
    const canary: unknown = userId === this.options.owner ? headers?.[CANARY_HEADER] : undefined;
    if (typeof canary !== 'number') return this.#take(message, tag);
    this.options.onCanary(canary);
    this.#canaries.push({ tag, sentAtMs: canary });
    this.#acknowledge([tag]);
  }

  /** What comes after the end goes back to the broker, and takes no room here. */
  #take(message: ConsumeMessage, tag: number): void {
    if (this.#ended.signal.aborted) return;
    const { room, prefetch, inbox } = this.options;
    const { length } = message.content;
    this.#largest = Math.max(this.#largest, length);
    const fits = prefetchFor(room, this.#largest);
    // Where no fewer would help, as of two that are larger than all the room, it is taken.
    if (this.#bytes + length > room.mostBytes && fits < prefetch) return this.#refit(fits);
    this.#bytes += length;
    inbox.push({ message, tag, attempts: 1 });
    if (prefetch < room.usual) this.#lookBack(length);
  }

  #lookBack(bytes: number): void {
    this.#page.messages += 1;
    this.#page.bytes += bytes;
    if (this.#page.messages < PAGE) return;
    const { room, inbox } = this.options;
    const light = isLight(room, this.#page);
    this.#page = { messages: 0, bytes: 0 };
    // What waits for its next attempt would lose count of its attempts.
    if (light && inbox.held === 0) this.#refit(room.usual);
  }

  #refit(prefetch: number): void {
    this.#fits = prefetch;
    this.end();
  }

  /** Too late after the channel is lost: the broker hands those messages out again. */
  settle(deliveries: readonly Delivery[]): void {
    for (const { message } of deliveries) this.#bytes -= message.content.length;
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
    this.#bytes -= delivery.message.content.length;
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
