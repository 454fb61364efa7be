import type { ConsumeMessage } from 'amqplib';
import type { CloudEvent } from '#contracts';

/** One message of one channel, until it is acknowledged. */
export interface Delivery {
  readonly message: ConsumeMessage;
  readonly tag: number;
  /** How often it has been tried, this time included. */
  attempts: number;
}

export interface ReadyDelivery {
  readonly delivery: Delivery;
  readonly event: CloudEvent;
}

/** How often the broker has handed it out before; quorum queues count. */
export function deliveryCountOf(message: ConsumeMessage): number {
  const count: unknown = message.properties.headers?.['x-delivery-count'];
  return typeof count === 'number' ? count : 0;
}
