import amqp from 'amqplib';
import type { CloudEvent, ParticipantReplied } from '#contracts';
import type { World } from './world.js';

/** An outside company at the broker: it publishes as itself and reads its own queue. */
export interface Outside {
  publish(exchange: string, events: readonly CloudEvent[]): Promise<void>;
  /** Bytes that need not be an event at all. */
  publishRaw(exchange: string, routingKey: string, content: Buffer): Promise<void>;
  /** Everything that has arrived in the queue so far, in order. */
  listen(queue: string): Promise<readonly CloudEvent[]>;
  close(): Promise<void>;
}

export async function asOutside(world: World, user: 'web-store' | 'marketing-service'): Promise<Outside> {
  const connection = await amqp.connect(world.amqpUrl(user), { noDelay: true });
  const channel = await connection.createConfirmChannel();
  const send = (exchange: string, key: string, content: Buffer, messageId?: string): void => {
    channel.publish(exchange, key, content, {
      persistent: true,
      mandatory: true,
      userId: user,
      contentType: 'application/cloudevents+json',
      ...(messageId !== undefined && { messageId }),
    });
  };
  return {
    publish: async (exchange, events) => {
      for (const event of events) send(exchange, keyOf(event), Buffer.from(JSON.stringify(event)), event.id);
      await channel.waitForConfirms();
    },
    publishRaw: async (exchange, routingKey, content) => {
      send(exchange, routingKey, content);
      await channel.waitForConfirms();
    },
    listen: async (queue) => {
      const arrived: CloudEvent[] = [];
      await channel.consume(queue, (message) => {
        if (message === null) return;
        arrived.push(JSON.parse(message.content.toString()) as CloudEvent);
        channel.ack(message);
      });
      return arrived;
    },
    close: () => connection.close(),
  };
}

const keyOf = (event: CloudEvent): string =>
  event.type.startsWith('participant.replied')
    ? `${event.type}.${(event.data as ParticipantReplied).replyTo}`
    : event.type;
