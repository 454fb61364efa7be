import type { CloudEvent } from '#contracts';

/** A validated event on its way into a handler. */
export interface Received<T = unknown> {
  readonly event: CloudEvent<T>;
  /** The broker has handed it out before; its effect may be there already. */
  readonly redelivered: boolean;
}

/** What became of one event. A reason is a short code of ours, never a value somebody sent. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly reason: string }
  | { readonly kind: 'park'; readonly reason: string };

export const done: Outcome = { kind: 'done' };
export const retry = (reason: string): Outcome => ({ kind: 'retry', reason });
export const park = (reason: string): Outcome => ({ kind: 'park', reason });
