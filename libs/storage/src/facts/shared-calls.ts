import { StorageBusyError } from '../storage-errors.js';

export interface SharedCallsOptions {
  readonly largestBatch?: number;
  /** Calls under way: one whose answer is on its way while the next one is sent. */
  readonly inFlight?: number;
  /** Beyond this many that wait a new one is turned away. */
  readonly mostWaiting?: number;
  /** How long the first of a batch waits for others to join it; 0, which is a turn of the event loop, by default. */
  readonly gatherMs?: number;
}

interface Waiting<Q, A> {
  readonly question: Q;
  readonly resolve: (answer: A) => void;
  readonly reject: (error: unknown) => void;
}

/** Concurrent questions share a call to the database; each gets its own answer, in the place of its question. */
export class SharedCalls<Q, A> {
  #waiting: Waiting<Q, A>[] = [];
  #busy = 0;
  #scheduled = false;
  #whenIdle: (() => void)[] = [];
  readonly #call: (questions: readonly Q[]) => Promise<readonly A[]>;
  readonly #options: Required<SharedCallsOptions>;

  constructor(call: (questions: readonly Q[]) => Promise<readonly A[]>, options: SharedCallsOptions = {}) {
    this.#call = call;
    this.#options = { largestBatch: 500, inFlight: 2, mostWaiting: 10_000, gatherMs: 0, ...options };
  }

  /** Throws StorageBusyError where too many wait. */
  ask(question: Q): Promise<A> {
    if (this.#waiting.length >= this.#options.mostWaiting)
      return Promise.reject(new StorageBusyError('too many requests are waiting for the database'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      this.#schedule();
    });
  }

  /** Resolves when nothing is waiting or in flight: for a graceful stop. */
  idle(): Promise<void> {
    if (this.#busy === 0 && this.#waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** A turn of the event loop lets every request that has already arrived join. */
  #schedule(): void {
    if (this.#scheduled || this.#busy >= this.#options.inFlight) return;
    this.#scheduled = true;
    const send = (): void => {
      this.#scheduled = false;
      void this.#send(this.#waiting.splice(0, this.#options.largestBatch));
      if (this.#waiting.length > 0) this.#schedule();
    };
    if (this.#options.gatherMs > 0) setTimeout(send, this.#options.gatherMs);
    else setImmediate(send);
  }

  async #send(together: readonly Waiting<Q, A>[]): Promise<void> {
    this.#busy += 1;
    try {
      const answers = await this.#call(together.map(({ question }) => question));
      if (answers.length < together.length) throw new Error('a question came back without an answer');
      together.forEach(({ resolve }, index) => resolve(answers[index]!));
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
    this.#busy -= 1;
    if (this.#waiting.length > 0) this.#schedule();
    else if (this.#busy === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}
