import type { FastifyRequest } from 'fastify';
import { carryOn, currentTraceparent, type OwedEvents } from '#messaging';
import {
  type Fact,
  type FactCollection,
  type GroupCommit,
  owing,
  type Written,
  type WrittenOnce,
} from '#storage';

import type { ActsInFacts } from '../audit/acts-in-facts.js';

/** As much of OwedEvents as writing needs. */
export type Owed = Pick<OwedEvents, 'stamp' | 'settle' | 'void' | 'write'>;

/** The one way a service writes facts: numbered in its lane, durable, then what they owe is published. */
export class FactDoor<F extends Fact = Fact> {
  constructor(
    private readonly facts: FactCollection<F>,
    private readonly group: GroupCommit<F>,
    private readonly owed: Owed,
    private readonly acts?: Pick<ActsInFacts, 'of' | 'made'>,
  ) {}

  /** For HTTP: concurrent writes share a bulk write. */
  async write(fact: F): Promise<Written> {
    const stamped = this.owed.stamp(owed(traced(fact)));
    const written = await this.group.write(stamped);
    this.end(stamped, written === 'inserted');
    return written;
  }

  /** For HTTP under an Idempotency-Key; see `answerOnce`. With the request, the fact bears the record of the act. */
  async writeOnce(fact: F, request?: FastifyRequest): Promise<WrittenOnce<F>> {
    const audit = request && this.acts?.of(request);
    const stamped = this.owed.stamp(owed(traced(audit === undefined ? fact : { ...fact, audit })));
    const written = await this.group.writeOnce(stamped);
    if (request !== undefined && audit !== undefined && written.status === 'created')
      this.acts?.made(request);
    this.end(stamped, written.status === 'created');
    return written;
  }

  /** For message handlers: a batch is one bulk write, with one outcome per fact. */
  writeMany(facts: readonly F[]): Promise<readonly Written[]> {
    return this.owed.write(facts.map(traced), (stamped) => this.facts.insertMany(stamped));
  }

  /** A throw ends here without either: nothing is certain then, and the lane looks the number up. */
  private end(stamped: F, inserted: boolean): void {
    if (inserted) this.owed.settle([stamped]);
    else this.owed.void([stamped]);
  }
}

/** What a request or a message leads to can be followed across the services. */
const traced = <F extends Fact>(fact: F): F => {
  const traceparent = currentTraceparent();
  return traceparent === undefined ? fact : carryOn({ traceparent }, fact);
};

/** Nobody who waits for an HTTP answer waits for the broker: a fact without events owes its place in the journal. */
const owed = <F extends Fact>(fact: F): F => (fact.owed === true ? fact : { ...fact, ...owing() });
