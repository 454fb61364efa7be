import type { FactCollection, Fact, GroupCommit, Written, WrittenOnce } from '#storage';

/** What puts a fact's events on their way; libs/messaging's OwedEvents. */
export interface Settles {
  settle(facts: readonly Fact[]): void;
}

/** The one way a service writes facts: allotted to its lane, durable, then what they owe is published. */
export class FactDoor<F extends Fact = Fact> {
  constructor(
    private readonly facts: FactCollection<F>,
    private readonly group: GroupCommit<F>,
    private readonly owed: Settles,
  ) {}

  /** For HTTP: concurrent writes share a bulk write. */
  async write(fact: F): Promise<Written> {
    const written = await this.group.write(fact);
    if (written === 'inserted') this.owed.settle([fact]);
    return written;
  }

  /** For HTTP under an Idempotency-Key; see `answerOnce`. */
  async writeOnce(fact: F): Promise<WrittenOnce<F>> {
    const written = await this.group.writeOnce(fact);
    if (written.status === 'created') this.owed.settle([written.fact]);
    return written;
  }

  /** For message handlers: a batch is one bulk write, with one outcome per fact. */
  async writeMany(facts: readonly F[]): Promise<readonly Written[]> {
    const written = await this.facts.insertMany(facts);
    const inserted = facts.filter((_fact, index) => written[index] === 'inserted');
    if (inserted.length > 0) this.owed.settle(inserted);
    return written;
  }
}
