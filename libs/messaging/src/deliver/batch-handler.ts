import type { Outcome, Received } from '../consume/outcome.js';

/** One handler method and the types of one queue that it takes. */
export interface HandlerGroup {
  readonly batch: number;
  readonly run: (batch: readonly Received[]) => Promise<readonly Outcome[]>;
}

/** By event type. */
export type QueueHandlers = ReadonlyMap<string, HandlerGroup>;
