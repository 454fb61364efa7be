import type { ConsumeMessage } from 'amqplib';
import type { CloudEvent } from '#contracts';
import type { Hand } from './in-hand.js';

/** One message of one channel, until it is acknowledged. */
export interface Delivery {
  readonly message: ConsumeMessage;
  readonly tag: number;
  /** How often it has been tried, this time included. */
  attempts: number;
  /** Comes alone, as what may have killed a process; absent until it was looked at. */
  suspect?: boolean;
  /** Whose hand it was found in, when it was first looked for there. */
  foundWith?: Hand;
}

export interface ReadyDelivery {
  readonly delivery: Delivery;
  readonly event: CloudEvent;
}
