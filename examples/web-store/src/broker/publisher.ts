import { setTimeout as pause } from 'node:timers/promises';
import { CLOUD_EVENT_CONTENT_TYPE, type CloudEvent } from '#contracts';
import type { ConfirmChannel } from 'amqplib';
import type { Tell } from '../tell.js';
import { BrokerLink } from './broker-link.js';

const EXCHANGE = 'store.events';

/**
 * Publishes until the broker has confirmed. What was under way when a connection broke is published again: every event
 * has an id of its own, so a second one is a duplicate and does no harm.
 */
export class Publisher {
  private readonly link: BrokerLink;
  private readonly user: string;
  private channel: ConfirmChannel | undefined;
  private readonly waiting: (() => void)[] = [];
  private readonly returned = new Set<string>();
  private closed = false;
  /** Messages no queue was bound for, each time they came back. */
  unroutable = 0;

  constructor(url: string, tell: Tell) {
    this.user = decodeURIComponent(new URL(url).username);
    this.link = new BrokerLink(url, 'web-store publishes', tell, async (connection) => {
      const channel = await connection.createConfirmChannel();
      channel.on('error', () => undefined);
      channel.on('return', ({ properties }) => this.returned.add(String(properties.messageId)));
      channel.on('close', () => {
        this.channel = undefined;
        this.link.renew();
      });
      this.channel = channel;
      this.waiting.splice(0).forEach((resume) => resume());
    });
  }

  start(): void {
    this.link.start();
  }

  get ready(): boolean {
    return this.channel !== undefined;
  }

  /** Resolves when the broker has taken it into a queue. */
  async publish(event: CloudEvent, routingKey: string = event.type): Promise<void> {
    const content = Buffer.from(JSON.stringify(event));
    while (!this.closed) {
      const channel = this.channel;
      if (channel === undefined) {
        await new Promise<void>((resume) => this.waiting.push(resume));
        continue;
      }
      if (await this.confirmed(channel, event.id, routingKey, content)) return;
      await pause(200 + 300 * Math.random());
    }
    throw new Error('the publisher is closed');
  }

  private confirmed(
    channel: ConfirmChannel,
    messageId: string,
    routingKey: string,
    content: Buffer,
  ): Promise<boolean> {
    const options = {
      mandatory: true,
      persistent: true,
      userId: this.user,
      messageId,
      contentType: CLOUD_EVENT_CONTENT_TYPE,
      timestamp: Math.floor(Date.now() / 1000),
    };
    return new Promise((resolve) => {
      try {
        channel.publish(EXCHANGE, routingKey, content, options, (error: unknown) => {
          // The broker returns what it cannot route before it confirms it.
          const cameBack = this.returned.delete(messageId);
          if (cameBack) this.unroutable += 1;
          resolve((error === null || error === undefined) && !cameBack);
        });
      } catch {
        resolve(false);
      }
    });
  }

  async stop(): Promise<void> {
    this.closed = true;
    this.waiting.splice(0).forEach((resume) => resume());
    await this.channel?.waitForConfirms().catch(() => undefined);
    await this.link.stop();
  }
}
