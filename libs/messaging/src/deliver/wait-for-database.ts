import { setTimeout as pause } from 'node:timers/promises';
import { retryDelay } from '../connection/retry-delay.js';

/** The work was given up because its session ended; nothing of it may be acknowledged. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export interface Patience {
  readonly isTransient: (error: unknown) => boolean;
  /** The session's end. */
  readonly signal: AbortSignal;
  /** Longest pause; held messages go back to the broker then, whose patience ends at 30 minutes. */
  readonly mostMs: number;
  readonly onPause: (error: unknown) => void;
  readonly onResume: () => void;
}

/** Repeats the work while the database is away. That is no attempt: it says nothing about the messages. */
export async function waitForDatabase<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
  const since = Date.now();
  for (let attempt = 0; ; attempt += 1) {
    try {
      const result = await work();
      if (attempt > 0) patience.onResume();
      return result;
    } catch (error) {
      if (!patience.isTransient(error)) {
        if (attempt > 0) patience.onResume();
        throw error;
      }
      const paused = Date.now() - since;
      if (patience.signal.aborted || paused > patience.mostMs) throw new Interrupted();
      patience.onPause(error);
      await pause(retryDelay(attempt, 300, 30_000), undefined, { signal: patience.signal }).catch(
        () => undefined,
      );
    }
  }
}
