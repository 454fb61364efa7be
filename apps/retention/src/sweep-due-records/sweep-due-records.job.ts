import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { PartyId } from '#contracts';
import { type CivilDate, type Policy, policyAt } from '#policy';
import {
  CLOCK,
  type Clock,
  FACT_LOG,
  type Failed,
  FACTS,
  LOG,
  measuredGauge,
  METRICS,
  PARTICIPANTS,
  POLICIES,
  PUBLISHER,
  RepeatedJob,
  type ServiceLog,
} from '#service';
import { type Publisher, routeOf } from '#messaging';
import { type Participants, splitRecords } from '#participant';
import { type FactCollection, type FactLog, owing } from '#storage';
import { type ErasureReplyFact, isAnswer, unconfirmed } from '../erasure-reply.js';
import { type ErasureOrderedFact, isCompleted } from '../facts.js';
import { partyClocks } from '../party-clocks.decision.js';
import { PartyFactsStore } from '../party-facts.store.js';
import type { IndexedParty } from '../party.schema.js';
import { PartyIndexStore } from '../party-index.store.js';
import { type DueOfParty, dueOfParty } from './due-of-party.decision.js';
import {
  askedToErase,
  eraseCommands,
  erasureKey,
  nameable,
  occasionOf,
  withinOneOrder,
} from './order-erasure.decision.js';

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
  /** Parties that were proposed and cannot be computed: of them nothing is ordered. */
  readonly notComputable: number;
}

/** Finds what is due and tells its holders. Finding it again tells again only those that have not answered. */
@Injectable()
export class SweepDueRecordsJob extends RepeatedJob {
  private sweptAtMs = Date.now();

  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<ErasureReplyFact>,
    @Inject(FACT_LOG) private readonly factLog: FactLog<ErasureOrderedFact>,
    @Inject(PUBLISHER) private readonly publisher: Publisher,
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
    const total = { parties: 0, records: 0, ordered: 0, waiting: 0, notComputable: 0 };
    let after: { dueOn: string; _id: string } | undefined;
    for (;;) {
      const page = await this.parties.due(through, after, AT_ONCE).toArray();
      const { due, failed } = await this.dueAmong(page, through);
      total.notComputable += failed.length;
      if (!dryRun) await this.parties.keepApart(failed, policyAt(this.policies, this.clock.today()).version);
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
  private async dueAmong(
    page: readonly IndexedParty[],
    through: CivilDate,
  ): Promise<{ readonly due: readonly DueParty[]; readonly failed: readonly Failed<IndexedParty>[] }> {
    const policy = policyAt(this.policies, this.clock.today());
    const { computed, failed } = await this.known.computeEach(page, (facts, party): DueParty | undefined => {
      const what = dueOfParty(partyClocks(policy, facts, through), through);
      if (what === undefined) return undefined;
      nameable(party, what);
      return { party, what, completed: facts.filter(isCompleted).map(({ erasure }) => erasure) };
    });
    return { due: computed.flatMap(({ value }) => value ?? []), failed };
  }

  private async order(due: readonly DueParty[]): Promise<{ ordered: number; waiting: number }> {
    // Without its holder an erasure would be taken for complete.
    const ours = due.filter(({ party: { source } }) => this.participants.all.includes(source));
    if (ours.length < due.length)
      this.told.error(
        { parties: due.length - ours.length },
        'what is due at a store that is not registered is not erased: name it in STORES',
      );
    const appended = await this.factLog.append(ours.map((one) => this.orderFor(one)));
    const again = appended.flatMap((one, index) =>
      one.outcome === 'duplicate' ? [{ order: one.fact, party: partyIdOf(ours[index]!) }] : [],
    );
    return {
      ordered: appended.filter(({ outcome }) => outcome === 'inserted').length,
      waiting: await this.tellAgain(again),
    };
  }

  /** The commands as they were the first time: of the order that is stored. */
  private async tellAgain(orders: readonly { order: ErasureOrderedFact; party: PartyId }[]): Promise<number> {
    if (orders.length === 0) return 0;
    const replies = await this.facts.collection
      .find({ type: 'erasure.replied', erasure: { $in: orders.map(({ order }) => order._id) } })
      .toArray();
    let waiting = 0;
    for (const { order, party } of orders) {
      const said = replies.filter(({ erasure }) => erasure === order._id);
      const open = unconfirmed(order, said);
      if (open.length === 0 || order.verdicts === undefined) continue;
      waiting += 1;
      const commands = eraseCommands(order, party, new Date().toISOString()).filter(
        ({ data }) => open.includes(data.participant) && !said.some((reply) => isAnswer(reply, data.command)),
      );
      await this.publisher.publish(commands.map((event) => ({ ...routeOf(event), event })));
    }
    return waiting;
  }

  private orderFor(due: DueParty): ErasureOrderedFact {
    const { _id: party, source } = due.party;
    const what = withinOneOrder(due.what);
    const key = createHash('sha256').update(erasureKey(party, what.verdicts)).digest('base64url');
    const parts = splitRecords(source, what.verdicts);
    const order: ErasureOrderedFact = {
      _id: occasionOf(`clock/${key.slice(0, 32)}`, due.completed),
      type: 'erasure.ordered',
      party,
      at: this.clock.now().toISOString(),
      on: this.clock.today(),
      takenAt: new Date(),
      verdicts: what.verdicts,
      whole: what.whole,
      because: what.because,
      participants: askedToErase(this.participants, what, source),
      ...(parts !== undefined && { parts }),
    };
    return { ...order, ...owing(...eraseCommands(order, partyIdOf(due), new Date().toISOString())) };
  }
}

const partyIdOf = ({ party: { source, partyId } }: Pick<DueParty, 'party'>): PartyId => ({
  source,
  id: partyId,
});
