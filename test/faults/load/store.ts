import { setTimeout as pause } from 'node:timers/promises';
import type { ConfirmChannel } from 'amqplib';
import { type CloudEvent, type Command, EraseRequested } from '#contracts';
import { repliesTo, routingKeyOfReply } from '#participant';
import { Outside } from './outside.js';

const EXCHANGE = 'store.events';
const CONFIRMED_WITHIN_MS = 4000;

/** The web store: tells its events until each is confirmed, and answers commands. */
export class Store extends Outside {
  /** Messages put on the wire, repeated ones included. */
  published = 0;
  confirmed = 0;

  constructor(url: string) {
    super(url, 'web-store');
  }

  protected async attend(channel: ConfirmChannel): Promise<void> {
    await channel.prefetch(50);
    await channel.consume('web-store.commands', (message) => {
      if (message === null) return;
      const event = JSON.parse(message.content.toString()) as CloudEvent<Command>;
      this.answer(event)
        .then(() => channel.ack(message))
        .catch(() => undefined);
    });
  }

  /** Resolves once the broker has confirmed it; what was not confirmed is told again. */
  async tell(event: CloudEvent, key = event.type): Promise<void> {
    while (!(await this.tellOnce(event, key))) await pause(100);
    this.confirmed += 1;
  }

  private async answer({ type, data }: CloudEvent<Command>): Promise<void> {
    const outcome = type === EraseRequested.type ? 'done' : 'none';
    const replies = repliesTo('web-store', data, { outcome }, new Date().toISOString());
    for (const reply of replies) await this.tell(reply, routingKeyOfReply(reply));
  }

  private tellOnce(event: CloudEvent, key: string): Promise<boolean> {
    const { channel } = this;
    if (channel === undefined) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), CONFIRMED_WITHIN_MS);
      const done = (error: unknown): void => {
        clearTimeout(timer);
        resolve(error === null || error === undefined);
      };
      const options = { persistent: true, mandatory: true, userId: this.user, messageId: event.id };
      try {
        this.published += 1;
        const contentType = 'application/cloudevents+json';
        channel.publish(EXCHANGE, key, Buffer.from(JSON.stringify(event)), { ...options, contentType }, done);
      } catch {
        clearTimeout(timer);
        resolve(false);
      }
    });
  }
}
