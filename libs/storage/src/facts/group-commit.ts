import { isFailed } from './fact.js';
import type { Fact, Written } from './fact.js';
import { TransientStorageError } from '../storage-errors.js';
import { SharedCalls, type SharedCallsOptions } from './shared-calls.js';

/** What a group commit needs of a FactCollection. */
export interface FactWriter<F extends Fact> {
  insertMany(facts: readonly F[]): Promise<readonly Written[]>;
  findById(id: string): Promise<F | undefined>;
}

export interface WrittenOnce<F extends Fact> {
  readonly status: 'created' | 'repeated' | 'conflict';
  /** The fact that is durable under this id: the given one, or the one that was there before. */
  readonly fact: F;
}

/** Concurrent requests share a bulk write; each is answered when its own fact is durable, a bad one fails alone. */
export class GroupCommit<F extends Fact> {
  readonly #writes: SharedCalls<F, Written>;

  constructor(
    private readonly facts: FactWriter<F>,
    options: SharedCallsOptions = {},
  ) {
    this.#writes = new SharedCalls((some) => facts.insertMany(some), options);
  }

  write(fact: F): Promise<Written> {
    return this.#writes.ask(fact);
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

  idle(): Promise<void> {
    return this.#writes.idle();
  }
}
