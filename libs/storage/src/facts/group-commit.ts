import type { Fact, Written } from './fact.js';
import { SharedCalls, type SharedCallsOptions } from './shared-calls.js';

/** What a group commit needs of a FactCollection. */
export interface FactWriter<F extends Fact> {
  insertMany(facts: readonly F[]): Promise<readonly Written[]>;
}

/** Concurrent requests share a bulk write; each is answered when its own fact is durable, a bad one fails alone. */
export class GroupCommit<F extends Fact> {
  readonly #writes: SharedCalls<F, Written>;

  constructor(facts: FactWriter<F>, options: SharedCallsOptions = {}) {
    this.#writes = new SharedCalls((some) => facts.insertMany(some), options);
  }

  write(fact: F): Promise<Written> {
    return this.#writes.ask(fact);
  }

  idle(): Promise<void> {
    return this.#writes.idle();
  }
}
