import { createHash, randomBytes } from 'node:crypto';
import type { FastifyRateLimitStore } from '@fastify/rate-limit';

interface Window {
  count: number;
  endsAt: number;
}

interface Bounds {
  /** Keys that are counted each by itself. */
  readonly own: number;
  /** Counters that all further keys share. */
  readonly shared: number;
}

const BOUNDS: Bounds = { own: 50_000, shared: 65_536 };

/**
 * Counts by key, each in a window of its own that begins with its first request. No count is forgotten before its window
 * has ended, however many other keys come: beyond a bound new keys share counters, which may refuse one of them too early
 * and never lets one off.
 */
export class WindowCounters implements FastifyRateLimitStore {
  /** In the order in which they end, since all are of one length. */
  readonly #own = new Map<string, Window>();
  readonly #shared = new Map<number, Window>();
  readonly #salt = randomBytes(16);

  constructor(
    _options?: object,
    private readonly bounds = BOUNDS,
    private readonly now = (): number => performance.now(),
  ) {}

  child(): WindowCounters {
    return new WindowCounters(undefined, this.bounds, this.now);
  }

  incr(
    key: string,
    told: (error: Error | null, result: { current: number; ttl: number }) => void,
    windowMs: number,
  ): void {
    const now = this.now();
    const window = this.#windowOf(key, now, windowMs);
    window.count += 1;
    told(null, { current: window.count, ttl: window.endsAt - now });
  }

  #windowOf(key: string, now: number, windowMs: number): Window {
    for (const [oldest, { endsAt }] of this.#own) {
      if (endsAt > now) break;
      this.#own.delete(oldest);
    }
    const known = this.#own.get(key);
    if (known !== undefined) return known;
    const fresh = { count: 0, endsAt: now + windowMs };
    const isFull = this.#own.size >= this.bounds.own;
    if (isFull || this.#shared.size > 0) {
      const slot = this.#slotOf(key);
      const shared = this.#shared.get(slot);
      if (shared !== undefined && shared.endsAt > now) return shared;
      this.#shared.delete(slot);
      if (isFull) return put(this.#shared, slot, fresh);
    }
    return put(this.#own, key, fresh);
  }

  /** Salted, so that nobody can choose whose counter to share. */
  #slotOf(key: string): number {
    const hash = createHash('sha256').update(this.#salt).update(key).digest();
    return hash.readUInt32LE(0) % this.bounds.shared;
  }
}

function put<K>(into: Map<K, Window>, key: K, window: Window): Window {
  into.set(key, window);
  return window;
}
