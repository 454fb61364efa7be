import { isFailed } from './fact.js';
import type { Fact, Written } from './fact.js';
import { StorageBusyError, TransientStorageError } from '../storage-errors.js';

/** What a group commit needs of a FactCollection. */
export interface FactWriter<F extends Fact> {
  insertMany(facts: readonly F[]): Promise<readonly Written[]>;
  findById(id: string): Promise<F | undefined>;
}

export interface GroupCommitOptions {
  readonly largestBatch?: number;
  /** Bulk writes in flight: one being journaled while the next one is sent. */
  readonly inFlight?: number;
  /** Beyond this many waiting writes a new one is turned away. */
  readonly mostWaiting?: number;
}

export interface WrittenOnce<F extends Fact> {
  readonly status: 'created' | 'repeated' | 'conflict';
  /** The fact that is durable under this id: the given one, or the one that was there before. */
  readonly fact: F;
}

interface Waiting<F> {
  readonly fact: F;
  readonly resolve: (written: Written) => void;
  readonly reject: (error: unknown) => void;
}

/** Concurrent requests share a bulk write; each is answered when its own fact is durable, a bad one fails alone. */
export class GroupCommit<F extends Fact> {
  private waiting: Waiting<F>[] = [];
  private busy = 0;
  private scheduled = false;
  private whenIdle: (() => void)[] = [];

  constructor(
    private readonly facts: FactWriter<F>,
    private readonly options: GroupCommitOptions = {},
  ) {}

  write(fact: F): Promise<Written> {
    if (this.waiting.length >= (this.options.mostWaiting ?? 10_000)) {
      return Promise.reject(new StorageBusyError('too many writes are waiting for the database'));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ fact, resolve, reject });
      this.schedule();
    });
  }

  /** For Idempotency-Key: the same id with the same request hash is the same request, with another hash a conflict. */
  async writeOnce(fact: F): Promise<WrittenOnce<F>> {
    const written = await this.write(fact);
    if (isFailed(written)) throw written.failed;
    if (written === 'inserted') return { status: 'created', fact };
    const existing = await this.facts.findById(fact._id);
    if (existing === undefined)
      throw new TransientStorageError('the earlier fact went away between write and read');
    return { status: existing.requestHash === fact.requestHash ? 'repeated' : 'conflict', fact: existing };
  }

  /** Resolves when nothing is waiting or in flight: for a graceful stop. */
  idle(): Promise<void> {
    if (this.busy === 0 && this.waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.whenIdle.push(resolve));
  }

  /** A turn of the event loop lets every request that has already arrived join. */
  private schedule(): void {
    if (this.scheduled || this.busy >= (this.options.inFlight ?? 2)) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.commit(this.waiting.splice(0, this.options.largestBatch ?? 500));
      if (this.waiting.length > 0) this.schedule();
    });
  }

  private async commit(batch: readonly Waiting<F>[]): Promise<void> {
    this.busy++;
    try {
      const written = await this.facts.insertMany(batch.map(({ fact }) => fact));
      batch.forEach(({ resolve, reject }, index) => {
        const outcome = written[index];
        if (outcome === undefined) reject(new Error('a write came back without an outcome'));
        else resolve(outcome);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    this.busy--;
    if (this.waiting.length > 0) this.schedule();
    else if (this.busy === 0) for (const resolve of this.whenIdle.splice(0)) resolve();
  }
}
