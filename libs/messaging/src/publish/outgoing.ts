import type { CloudEvent } from '#contracts';

export interface Outgoing {
  readonly exchange: string;
  readonly routingKey: string;
  readonly event: CloudEvent;
}

/** Bytes as they are to stand in the queue: replays and canaries. */
export interface RawOutgoing {
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
  readonly messageId: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** `unroutable`: the broker took it, and no queue is bound for it. `failed`: it may or may not have arrived. */
export type PublishOutcome = 'confirmed' | 'unroutable' | 'failed';
