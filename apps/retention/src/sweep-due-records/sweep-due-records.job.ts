import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { type CivilDate, type Policy, policyAt } from '#policy';
import {
  CLOCK,
  type Clock,
  FACT_LOG,
  FACTS,
  LOG,
  measuredGauge,
  METRICS,
  OWED,
  PARTICIPANTS,
  POLICIES,
  RepeatedJob,
  type ServiceLog,
} from '#service';
import type { OwedEvents } from '#messaging';
import { isCommandOf, type Participants } from '#participant';
import { type FactCollection, type FactLog, owing } from '#storage';
import { type ErasureReplyFact, unconfirmed } from '../erasure-reply.js';
import { type ErasureOrderedFact, isCompleted } from '../facts.js';
import { partyClocks } from '../party-clocks.decision.js';
import { PartyFactsStore } from '../party-facts.store.js';
import type { IndexedParty } from '../party.schema.js';
import { PartyIndexStore } from '../party-index.store.js';
import { type DueOfParty, dueOfParty } from './due-of-party.decision.js';
import { askedToErase, eraseCommand, erasureKey, occasionOf } from './order-erasure.decision.js';

interface DueParty {
  readonly party: IndexedParty;
  readonly what: DueOfParty;
  /** Erasures of the party that every holder has confirmed. */
  readonly completed: readonly string[];
}

const EVERY_MS = 60_000;
const AT_ONCE = 200;

export interface SweepResult {
  /** Parties with something due. */
  readonly parties: number;
  readonly records: number;
  /** Erasures told to the holders for the first time. */
  readonly ordered: number;
  /** Told before, and not yet confirmed by every holder: told again. */
  readonly waiting: number;
}

/** Finds what is due and tells its holders. Finding it again tells again only those that have not answered. */
@Injectable()
export class SweepDueRecordsJob extends RepeatedJob {
  private sweptAtMs = Date.now();

  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<ErasureReplyFact>,
    @Inject(FACT_LOG) private readonly factLog: FactLog<ErasureOrderedFact>,
    @Inject(OWED) private readonly owed: OwedEvents,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(PARTICIPANTS) private readonly participants: Participants,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly told: ServiceLog,
    private readonly parties: PartyIndexStore,
    private readonly known: PartyFactsStore,
    @Inject(METRICS) metrics: Registry,
  ) {
    super(told, EVERY_MS, 'what is due could not be swept');
    measuredGauge(metrics, {
      name: 'seloste_sweep_seconds',
      help: 'Seconds since this instance last swept what is due, from end to end',
      read: () => (Date.now() - this.sweptAtMs) / 1000,
    });
  }

  protected async work(): Promise<void> {
    await this.sweep(this.clock.today(), false);
    this.sweptAtMs = Date.now();
  }

  async sweep(through: CivilDate, dryRun: boolean): Promise<SweepResult> {
    const total = { parties: 0, records: 0, ordered: 0, waiting: 0 };
    let after: { dueOn: string; _id: string } | undefined;
    for (;;) {
      const page = await this.parties.due(through, after, AT_ONCE).toArray();
      const due = await this.dueAmong(page, through);
      total.parties += due.length;
      total.records += due.reduce((sum, { what }) => sum + what.verdicts.length, 0);
      if (!dryRun && due.length > 0) {
        const { ordered, waiting } = await this.order(due);
        total.ordered += ordered;
        total.waiting += waiting;
      }
      const last = page.at(-1);
      if (last?.dueOn === undefined || page.length < AT_ONCE) return total;
      after = { dueOn: last.dueOn, _id: last._id };
    }
  }

  /** The index only proposes; what is due is decided from the facts as they are now. */
  private async dueAmong(page: readonly IndexedParty[], through: CivilDate): Promise<readonly DueParty[]> {
    const policy = policyAt(this.policies, this.clock.today());
    const factsOf = await this.known.ofEach(page);
    return page.flatMap((party) => {
      const facts = factsOf.get(party._id) ?? [];
      const what = dueOfParty(partyClocks(policy, facts, through), through);
      if (what === undefined) return [];
      return [{ party, what, completed: facts.filter(isCompleted).map(({ erasure }) => erasure) }];
    });
  }

  private async order(due: readonly DueParty[]): Promise<{ ordered: number; waiting: number }> {
    // Without its holder an erasure would be taken for complete.
    const ours = due.filter(({ party: { source } }) => this.participants.all.includes(source));
    if (ours.length < due.length)
      this.told.error(
        { parties: due.length - ours.length },
        'what is due at a store that is not registered is not erased: name it in STORES',
      );
    const orders = ours.map((one) => this.orderFor(one));
    const appended = await this.factLog.append(orders);
    const again = orders.filter((_order, index) => appended[index]?.outcome === 'duplicate');
    return {
      ordered: appended.filter(({ outcome }) => outcome === 'inserted').length,
      waiting: await this.tellAgain(again),
    };
  }

  private async tellAgain(orders: readonly ErasureOrderedFact[]): Promise<number> {
    if (orders.length === 0) return 0;
    const replies = await this.facts.collection
      .find({ type: 'erasure.replied', erasure: { $in: orders.map(({ _id }) => _id) } })
      .toArray();
    let waiting = 0;
    for (const order of orders) {
      const open = unconfirmed(
        order.participants,
        replies.filter(({ erasure }) => erasure === order._id),
      );
      if (open.length === 0) continue;
      waiting += 1;
      const owes = (order.owes ?? []).filter(({ id }) =>
        open.some((participant) => isCommandOf(id, participant)),
      );
      this.owed.settle([{ ...order, owes }]);
    }
    return waiting;
  }

  private orderFor({ party: indexed, what, completed }: DueParty): ErasureOrderedFact {
    const { _id: party, source, partyId } = indexed;
    const key = createHash('sha256').update(erasureKey(party, what.verdicts)).digest('base64url');
    const erasure = occasionOf(`clock/${key.slice(0, 32)}`, completed);
    const participants = askedToErase(this.participants, what, source);
    const now = this.clock.now();
    return {
      _id: erasure,
      type: 'erasure.ordered',
      party,
      at: now.toISOString(),
      on: this.clock.today(),
      takenAt: new Date(),
      verdicts: what.verdicts,
      whole: what.whole,
      because: what.because,
      participants,
      ...owing(
        ...participants.map((participant) =>
          eraseCommand(
            erasure,
            participant,
            { source, id: partyId },
            what,
            now.toISOString(),
            new Date().toISOString(),
          ),
        ),
      ),
    };
  }
}
