import { types } from 'node:util';

/** What messaging needs of a logger; pino fits. */
export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Machine time for leases, retries and ages; business time is never taken from here. */
export type ClockMs = () => number;

/** The words of an error are not logged: they may repeat a value somebody sent. */
export function describeError(error: unknown): { error: string; code?: string | number } {
  if (!types.isNativeError(error)) return { error: typeof error };
  const { code } = error as { code?: unknown };
  return { error: error.name, ...((typeof code === 'string' || typeof code === 'number') && { code }) };
}
