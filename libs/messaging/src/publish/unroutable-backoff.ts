import { retryDelay } from '../connection/retry-delay.js';
import type { ClockMs } from '../ports.js';

/** Facts whose event no queue was bound for: they stay owed, and are tried less and less often. */
export class UnroutableBackoff {
  readonly #waiting = new Map<string, { readonly times: number; readonly until: number }>();

  constructor(private readonly clockMs: ClockMs) {}

  get size(): number {
    return this.#waiting.size;
  }

  note(ids: readonly string[]): void {
    for (const id of ids) {
      const times = (this.#waiting.get(id)?.times ?? 0) + 1;
      this.#waiting.set(id, { times, until: this.clockMs() + retryDelay(times, 2000, 300_000) });
    }
  }

  forget(ids: readonly string[]): void {
    for (const id of ids) this.#waiting.delete(id);
  }

  isWaiting(id: string): boolean {
    const noted = this.#waiting.get(id);
    return noted !== undefined && noted.until > this.clockMs();
  }
}
