import { AsyncLocalStorage } from 'node:async_hooks';

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

export const traceIdOf = (header: unknown): string | undefined =>
  typeof header === 'string' ? TRACEPARENT.exec(header)?.[1] : undefined;

const current = new AsyncLocalStorage<string>();

export const withTraceparent = <T>(traceparent: string, work: () => T): T => current.run(traceparent, work);

/** What an event this request leads to carries on; undefined where the caller sent none. */
export const currentTraceparent = (): string | undefined => current.getStore();
