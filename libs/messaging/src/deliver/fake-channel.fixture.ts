import { EventEmitter } from 'node:events';
import type { ConsumeMessage } from 'amqplib';
import type { Link } from '../connection/link.js';

/** Notes what is asked of it, in order, and hands over what it is told to. */
export class FakeChannel extends EventEmitter {
  readonly asked: string[] = [];
  hand: (message: ConsumeMessage | null) => void = () => undefined;

  async prefetch(count: number): Promise<void> {
    this.asked.push(`prefetch ${count}`);
  }
  async consume(queue: string, hand: FakeChannel['hand']): Promise<void> {
    this.asked.push(`consume ${queue}`);
    this.hand = hand;
  }
  ack({ fields }: ConsumeMessage, allUpTo: boolean): void {
    this.asked.push(`ack ${fields.deliveryTag}${allUpTo ? ' and before' : ''}`);
  }
  async cancel(): Promise<void> {
    this.asked.push('cancel');
  }
  async close(): Promise<void> {
    this.asked.push('close');
  }
}

export const linkOf = (channel: FakeChannel): Link =>
  ({ up: async () => ({ createChannel: async () => channel }) }) as unknown as Link;
