import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConfirmChannel, Message } from 'amqplib';
import type { Link } from '../connection/link.js';
import { describeError, type Log } from '../ports.js';
import type { PublishOutcome, RawOutgoing } from './outgoing.js';

const CLOSE_MS = 5000;

/** The confirm channel of this process, made anew whenever it or its connection is lost. */
export class PublishChannel {
  #channel: ConfirmChannel | undefined;
  #opening: Promise<ConfirmChannel> | undefined;
  #full = false;
  #closed = false;
  /** Routes of messages that came back; the broker returns a message before it confirms it. */
  readonly #returned = new Map<string, number>();

  constructor(
    private readonly link: Link,
    private readonly log: Log,
  ) {}

  /** The channel, if it takes a message right now. */
  get writable(): ConfirmChannel | undefined {
    return this.#full || this.link.state !== 'connected' ? undefined : this.#channel;
  }

  /** Waits for the connection, the end of an alarm, and room in the socket's buffer. */
  async open(): Promise<ConfirmChannel> {
    for (;;) {
      if (this.#closed) throw new Error('the publisher is closed');
      if (this.link.state === 'blocked') {
        await Promise.race([
          once(this.link, 'unblocked'),
          once(this.link, 'down'),
          once(this.link, 'closed'),
        ]);
      } else if (this.#channel === undefined) {
        this.#opening ??= this.#make().finally(() => {
          this.#opening = undefined;
        });
        await this.#opening;
      } else if (this.#full) {
        await Promise.race([once(this.#channel, 'drain'), once(this.#channel, 'close')]);
      } else {
        return this.#channel;
      }
    }
  }

  send(
    channel: ConfirmChannel,
    user: string,
    outgoing: RawOutgoing,
    settle: (outcome: PublishOutcome) => void,
  ): void {
    const { exchange, routingKey, content, messageId, contentType, headers } = outgoing;
    const key = routeKey(exchange, routingKey, messageId);
    const options = {
      mandatory: true,
      persistent: true,
      userId: user,
      messageId,
      timestamp: Math.floor(Date.now() / 1000),
      ...(contentType !== undefined && { contentType }),
      ...(headers !== undefined && { headers }),
    };
    const roomLeft = channel.publish(exchange, routingKey, content, options, (error: unknown) => {
      if (error !== null && error !== undefined) settle('failed');
      else settle(this.#takeReturn(key) ? 'unroutable' : 'confirmed');
    });
    if (!roomLeft) this.#full = true;
  }

  async #make(): Promise<ConfirmChannel> {
    for (;;) {
      const model = await this.link.up();
      try {
        const channel = await model.createConfirmChannel();
        this.#watch(channel);
        this.#channel = channel;
        return channel;
      } catch (error) {
        this.log.warn(describeError(error), 'no channel to publish on');
        await pause(200);
      }
    }
  }

  #watch(channel: ConfirmChannel): void {
    this.#full = false;
    this.#returned.clear();
    channel.on('drain', () => {
      this.#full = false;
    });
    channel.on('return', ({ fields, properties }: Message) => {
      const key = routeKey(fields.exchange, fields.routingKey, String(properties.messageId));
      this.#returned.set(key, (this.#returned.get(key) ?? 0) + 1);
    });
    channel.on('error', (error) =>
      this.log.warn(describeError(error), 'the broker closed the publishing channel'),
    );
    channel.on('close', () => {
      if (this.#channel === channel) this.#channel = undefined;
      this.#full = false;
    });
  }

  #takeReturn(key: string): boolean {
    const times = this.#returned.get(key);
    if (times === undefined) return false;
    if (times === 1) this.#returned.delete(key);
    else this.#returned.set(key, times - 1);
    return true;
  }

  /** Blocked, the broker reads nothing any more, no goodbye either: what it has not confirmed stays owed. */
  async close(): Promise<void> {
    this.#closed = true;
    const channel = this.#channel;
    if (channel === undefined || this.link.state === 'blocked') return;
    const ended = channel
      .waitForConfirms()
      .catch(() => undefined)
      .then(() => channel.close())
      .catch(() => undefined);
    await Promise.race([ended, pause(CLOSE_MS, undefined, { ref: false })]);
  }
}

const routeKey = (exchange: string, routingKey: string, messageId: string): string =>
  `${exchange}\0${routingKey}\0${messageId}`;
