import { isRead } from '#contracts';
import { salted } from '../ledger/fact-commitment.js';
import { TransientStorageError } from '../storage-errors.js';
import type { Appended } from './appended.js';
import { type Fact, isFailed, owing, type Written } from './fact.js';
import type { FactCollection } from './fact-collection.js';
import { GroupCommit } from './group-commit.js';
import type { SharedCallsOptions } from './shared-calls.js';

/** As much of a FactCollection as appending needs. */
export type FactStore<F extends Fact> = Pick<
  FactCollection<F>,
  'insertMany' | 'insertTombstones' | 'findByIds'
>;

/** Where the events that facts carry go: to the broker. */
export interface Outbox {
  /** As the fact is to be stored: with its number in the publisher's sequence, where others count it. */
  stamp<F extends Fact>(fact: F): F;
  /** They are durable. Not waited for. */
  settle(facts: readonly Fact[]): void;
  /** Certainly not written under the numbers they were given. */
  void(facts: readonly Fact[]): void;
  /** Their write is over, and nothing is certain: the outbox looks their numbers up. */
  uncertain(facts: readonly Fact[]): void;
}

/** For what publishes nothing: tests of storage, tools. */
export const noOutbox: Outbox = {
  stamp: (fact) => fact,
  settle: () => undefined,
  void: () => undefined,
  uncertain: () => undefined,
};

/** Acts of people: the record of one is written with the fact that it makes. */
export interface Acts {
  /** Undefined where the request is nobody's whose acts are recorded. */
  of(request: object): object | undefined;
  /** The fact is durable, and the record in it. */
  made(request: object): void;
}

export interface Erasing {
  /** What it is erased for: in the erasure ledger, before the facts that say so are written. */
  readonly because: string;
  /** Fields that stay out of the erasure ledger. */
  readonly omit?: readonly string[];
}

/**
 * The one way in which a service stores what happened. Salt and commitment, the number in the publisher's sequence, the
 * record of the act, the erasure ledger, the journal and the publishing of what a fact owes are its business, and each
 * fact has an outcome of its own. It throws TransientStorageError where nothing is certain: repeat with the same ids.
 */
export class FactLog<F extends Fact = Fact> {
  readonly #facts: FactStore<F>;
  readonly #outbox: Outbox;
  readonly #acts: Acts | undefined;
  readonly #group: GroupCommit<F>;

  constructor(facts: FactStore<F>, outbox: Outbox, acts?: Acts, options: SharedCallsOptions = {}) {
    this.#facts = facts;
    this.#outbox = outbox;
    this.#acts = acts;
    this.#group = new GroupCommit(facts, options);
  }

  /**
   * One fact, for somebody who waits for the answer: it shares a bulk write with those of other requests, and owes its
   * place in the journal. With the request, the record of the act is in the fact.
   */
  append(fact: F, about?: { readonly request?: object }): Promise<Appended<F>>;
  /** A batch is one bulk write, and in the journal when this resolves. One outcome per fact, in their order. */
  append(facts: readonly F[], about?: { readonly erasing?: Erasing }): Promise<readonly Appended<F>[]>;
  append(
    facts: F | readonly F[],
    { request, erasing }: { readonly request?: object; readonly erasing?: Erasing } = {},
  ): Promise<Appended<F> | readonly Appended<F>[]> {
    return isMany(facts) ? this.#appendAll(facts, erasing) : this.#appendOne(facts, request);
  }

  /** Resolves when nobody waits for an answer: for a graceful stop. */
  idle(): Promise<void> {
    return this.#group.idle();
  }

  async #appendOne(fact: F, request: object | undefined): Promise<Appended<F>> {
    const audit = request && this.#acts?.of(request);
    const ready = this.#ready([owesItsPlace(audit === undefined ? fact : { ...fact, audit })]);
    const written = await this.#over(ready, this.#group.write(ready[0]!));
    if (request !== undefined && audit !== undefined && written === 'inserted') this.#acts?.made(request);
    return (await this.#end(ready, [written]))[0]!;
  }

  async #appendAll(facts: readonly F[], erasing: Erasing | undefined): Promise<readonly Appended<F>[]> {
    if (facts.length === 0) return [];
    const ready = this.#ready(facts);
    const writing =
      erasing === undefined
        ? this.#facts.insertMany(ready)
        : this.#facts.insertTombstones(ready, erasing.because, erasing.omit);
    const written = await this.#over(ready, writing);
    return this.#end(ready, written);
  }

  /** The salt is given here, so that a fact is journaled with the one it is stored with, whoever journals it. */
  #ready(facts: readonly F[]): readonly F[] {
    const ready: F[] = [];
    try {
      for (const fact of salted(facts)) {
        onlyWhatIsRead(fact);
        ready.push(this.#outbox.stamp(fact));
      }
    } catch (error) {
      this.#outbox.void(ready);
      throw error;
    }
    return ready;
  }

  /** Until the outbox hears of it, the write may still be waiting for its turn. */
  async #over<W>(ready: readonly F[], writing: Promise<W>): Promise<W> {
    try {
      return await writing;
    } catch (error) {
      this.#outbox.uncertain(ready);
      throw error;
    }
  }

  async #end(ready: readonly F[], written: readonly Written[]): Promise<readonly Appended<F>[]> {
    this.#outbox.settle(ready.filter((_, index) => written[index] === 'inserted'));
    this.#outbox.void(ready.filter((_, index) => written[index] !== 'inserted'));
    const known = ready.filter((_, index) => written[index] === 'duplicate');
    const earlier = await this.#facts.findByIds(known.map(({ _id }) => _id));
    return ready.map((fact, index) => outcomeOf(fact, written[index]!, earlier.get(fact._id)));
  }
}

function outcomeOf<F extends Fact>(fact: F, written: Written, earlier: F | undefined): Appended<F> {
  if (isFailed(written)) return { outcome: 'failed', failed: written.failed };
  if (written === 'inserted') return { outcome: 'inserted', fact };
  if (earlier === undefined)
    throw new TransientStorageError('the earlier fact went away between write and read');
  const isSame = earlier.requestHash === fact.requestHash;
  return { outcome: isSame ? 'duplicate' : 'conflict', fact: earlier };
}

/** An event that its followers would park stays a fault of whoever makes it: nothing of its fact is written. */
function onlyWhatIsRead({ owes = [] }: Fact): void {
  const unread = owes.find((event) => !isRead(event));
  if (unread !== undefined) throw new Error(`${unread.type} would be more than is read at once`);
}

const isMany = <F>(facts: F | readonly F[]): facts is readonly F[] => Array.isArray(facts);

/** Nobody who waits for an HTTP answer waits for the broker: a fact without events owes its place in the journal. */
const owesItsPlace = <F extends Fact>(fact: F): F => (fact.owed === true ? fact : { ...fact, ...owing() });
