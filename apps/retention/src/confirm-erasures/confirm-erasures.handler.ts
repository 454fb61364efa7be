import { Controller, Inject } from '@nestjs/common';
import { type CloudEvent, EraseRequested, ParticipantReplied } from '#contracts';
import { done, OnEvents, type Outcome, type Received, retry } from '#messaging';
import { commandsAsked, readOccasion, type Stray, strayReply } from '#participant';
import { civilDateOf } from '#policy';
import { CLOCK, type Clock, FACT_LOG, FACTS, setAsideStray } from '#service';
import { type FactCollection, type FactLog, durable, isFailed } from '#storage';
import { EraseInventory } from '../erase-inventory.store.js';
import { type ErasureReplyFact, unconfirmed } from '../erasure-reply.js';
import type { ErasureCompletedFact, ErasureOrderedFact } from '../facts.js';

type KnownFact = ErasureReplyFact | ErasureOrderedFact | ErasureCompletedFact;

/** An erasure is complete when every holder has said so; only then does the inventory forget. */
@Controller()
export class ConfirmErasuresHandler {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<KnownFact>,
    @Inject(FACT_LOG) private readonly factLog: FactLog<KnownFact>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly inventory: EraseInventory,
  ) {}

  @OnEvents([ParticipantReplied.type])
  async confirm(batch: Received<ParticipantReplied>[]): Promise<Outcome[]> {
    const orders = await this.ordersOf(batch);
    const judged = batch.map((reply) => ({ reply, stray: strayOf(reply.event, orders) }));
    const asked = judged.flatMap(({ reply, stray }) => (stray === undefined ? [reply] : []));
    const appended = await this.factLog.append(asked.map(({ event }) => replyFact(event, this.clock.now())));
    const failed = new Set(asked.filter((_reply, index) => isFailed(appended[index]!)));
    for (const order of orders.values()) await this.completeIfConfirmed(order);
    return judged.map(({ reply, stray }) => {
      if (stray !== undefined) return setAsideStray(stray, reply);
      return failed.has(reply) ? retry('could-not-be-stored') : done;
    });
  }

  private async ordersOf(
    batch: readonly Received<ParticipantReplied>[],
  ): Promise<ReadonlyMap<string, ErasureOrderedFact>> {
    const named = batch.map(({ event }) => readOccasion(event.data.command).occasion);
    const found = await this.facts.findByIds([...new Set(named)]);
    const orders = [...found.values()].flatMap((fact) => (fact.type === 'erasure.ordered' ? [fact] : []));
    return new Map(orders.map((order) => [order._id, order]));
  }

  private async completeIfConfirmed(order: ErasureOrderedFact): Promise<void> {
    const replies = await this.facts.collection
      .find({ type: 'erasure.replied', erasure: order._id })
      .toArray();
    const { _id, party, at, verdicts, whole } = order;
    if (verdicts === undefined || unconfirmed(order, replies as ErasureReplyFact[]).length > 0) return;
    // What the person did after it was ordered is not part of it, however late the last holder confirms.
    await this.inventory.onClock(_id, party, new Date(at), verdicts, whole);
    durable(await this.factLog.append([completed(order, this.clock.now())]));
    await this.facts.strip({ _id }, { unset: ['verdicts'] }, { reason: 'erasure-completed', occasion: _id });
  }
}

function strayOf(
  event: CloudEvent<ParticipantReplied>,
  orders: ReadonlyMap<string, ErasureOrderedFact>,
): Stray | undefined {
  const order = orders.get(readOccasion(event.data.command).occasion);
  return strayReply(
    event,
    order && {
      type: EraseRequested.type,
      commands: commandsAsked(order._id, order.participants, order.parts),
    },
  );
}

/** When a participant says that it answered decides nothing, and may be any time. */
function replyFact({ data }: CloudEvent<ParticipantReplied>, now: Date): ErasureReplyFact {
  const { occasion, part } = readOccasion(data.command);
  return {
    _id: `replied/${data.command}/${data.outcome}`,
    type: 'erasure.replied',
    erasure: occasion,
    participant: data.participant,
    ...(part !== undefined && { part }),
    outcome: data.outcome,
    at: now.toISOString(),
    on: civilDateOf(now),
    takenAt: new Date(),
  };
}

/** Told to nobody: each holder has carried out its own command. */
const completed = (order: ErasureOrderedFact, now: Date): ErasureCompletedFact => ({
  _id: `completed/${order._id}`,
  type: 'erasure.completed',
  party: order.party,
  erasure: order._id,
  at: now.toISOString(),
  on: civilDateOf(now),
  takenAt: new Date(),
});
