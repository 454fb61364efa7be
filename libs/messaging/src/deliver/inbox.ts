import type { Delivery } from './delivery.js';

export interface InboxOptions {
  readonly batchSize: number;
  readonly batchMs: number;
}

const BUSY = 16;

/** What is read takes several times the room of its bytes. */
const BATCH_BYTES = 4 * 1024 * 1024;

/** What the channel has handed over and nobody has taken up; gives it out in batches. */
export class Inbox {
  #waiting: Delivery[] = [];
  #due: Delivery[] = [];
  #suspects: Delivery[] = [];
  #lastAlone = false;
  readonly #wakes = new Set<() => void>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #held = 0;
  #lastSize = 0;

  constructor(private readonly options: InboxOptions) {}

  /** Waiting for its next attempt. */
  get held(): number {
    return this.#held;
  }

  get waiting(): number {
    return this.#waiting.length + this.#due.length + this.#suspects.length;
  }

  get suspects(): readonly Delivery[] {
    return this.#suspects;
  }

  push(delivery: Delivery): void {
    this.#waiting.push(delivery);
    if (this.#waiting.length === 1 || this.#waiting.length >= this.options.batchSize) this.#notify();
  }

  /** Comes back after the delay, in a batch of its kind: what failed once shall not split a batch that is well. */
  hold(delivery: Delivery, delayMs: number): void {
    this.#held += 1;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#held -= 1;
      (delivery.suspect === true ? this.#suspects : this.#due).push(delivery);
      this.#notify();
    }, delayMs);
    this.#timers.add(timer);
  }

  /** Each of them is given out alone, in turn with the batches of what is not suspect. */
  setApart(suspects: readonly Delivery[]): void {
    this.#suspects.push(...suspects);
    this.#notify();
  }

  /** They are suspects no more. */
  release(cleared: readonly Delivery[]): void {
    const free = new Set(cleared);
    this.#suspects = this.#suspects.filter((one) => !free.has(one));
    this.#waiting.unshift(...cleared);
    this.#notify();
  }

  /** The next batch, or a suspect alone; empty once the signal has fired. Waits for the first message. */
  async take(signal: AbortSignal): Promise<readonly Delivery[]> {
    while (!signal.aborted && this.waiting === 0) await this.#change(signal);
    if (signal.aborted) return [];
    this.#lastAlone =
      this.#suspects.length > 0 && (!this.#lastAlone || this.waiting === this.#suspects.length);
    if (this.#lastAlone) return this.#suspects.splice(0, 1);
    if (this.#due.length > 0) return this.#cut('due');
    if (this.#lastSize >= BUSY) await this.#linger(signal);
    return signal.aborted ? [] : this.#cut('waiting');
  }

  /**
   * A full batch beside the one in hand, as soon as there is one; nothing once the signal has fired. Nor while a suspect or a
   * next attempt waits, whose turn comes after the batch in hand, however much is waiting.
   */
  async takeFull(signal: AbortSignal): Promise<readonly Delivery[] | undefined> {
    const { batchSize } = this.options;
    while (!signal.aborted && !this.#othersFirst && this.#waiting.length < batchSize)
      await this.#change(signal);
    return signal.aborted || this.#othersFirst ? undefined : this.#cut('waiting');
  }

  get #othersFirst(): boolean {
    return this.#due.length > 0 || this.#suspects.length > 0;
  }

  /** Under load a little patience fills the batch; a lone message does not wait. */
  async #linger(signal: AbortSignal): Promise<void> {
    const { batchSize, batchMs } = this.options;
    const until = performance.now() + batchMs;
    while (this.#waiting.length < batchSize && !signal.aborted) {
      const left = until - performance.now();
      if (left <= 0) break;
      await this.#change(signal, left);
    }
  }

  clear(): void {
    this.#waiting = [];
    this.#due = [];
    this.#suspects = [];
    this.#held = 0;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#notify();
  }

  #cut(from: 'due' | 'waiting'): readonly Delivery[] {
    const list = from === 'due' ? this.#due : this.#waiting;
    const batch = list.slice(0, this.#sizeOf(list));
    if (from === 'due') this.#due = list.slice(batch.length);
    else this.#waiting = list.slice(batch.length);
    this.#lastSize = batch.length;
    return batch;
  }

  /** As many as fit into a batch, and one in any case. */
  #sizeOf(list: readonly Delivery[]): number {
    let bytes = 0;
    const tooMuch = list.findIndex(({ message }) => (bytes += message.content.length) > BATCH_BYTES);
    return Math.min(this.options.batchSize, tooMuch === -1 ? list.length : Math.max(1, tooMuch));
  }

  #change(signal: AbortSignal, withinMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        clearTimeout(timer);
        this.#wakes.delete(done);
        resolve();
      };
      const timer = withinMs === undefined ? undefined : setTimeout(done, withinMs);
      this.#wakes.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  #notify(): void {
    for (const wake of this.#wakes) wake();
  }
}
