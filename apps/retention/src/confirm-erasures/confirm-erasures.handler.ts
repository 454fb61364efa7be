import { Controller, Inject } from '@nestjs/common';
import { type CloudEvent, ParticipantReplied } from '#contracts';
import { done, OnEvents, type Outcome, park, type Received, retry } from '#messaging';
import { isOwnReply, occasionOf } from '#participant';
import { civilDateOf } from '#policy';
import { CLOCK, type Clock, FACT_LOG, FACTS } from '#service';
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
    const own = batch.filter(({ event }) => isOwnReply(event));
    const orders = await this.facts.findByIds([
      ...new Set(own.map(({ event }) => occasionOf(event.data.command))),
    ]);
    const fromAsked = own.filter(({ event: { data } }) => {
      const order = orders.get(occasionOf(data.command));
      return order?.type !== 'erasure.ordered' || order.participants.includes(data.participant);
    });
    const appended = await this.factLog.append(
      fromAsked.map(({ event }) => replyFact(event, this.clock.now())),
    );
    const failed = new Set(fromAsked.filter((_reply, index) => isFailed(appended[index]!)));
    const asked = new Set(fromAsked);
    for (const order of orders.values())
      if (order.type === 'erasure.ordered') await this.completeIfConfirmed(order);
    return batch.map((reply) => {
      if (!isOwnReply(reply.event)) return park('reply-for-another');
      if (!asked.has(reply)) return park('reply-from-one-not-asked');
      return failed.has(reply) ? retry('could-not-be-stored') : done;
    });
  }

  private async completeIfConfirmed(order: ErasureOrderedFact): Promise<void> {
    const replies = await this.facts.collection
      .find({ type: 'erasure.replied', erasure: order._id })
      .toArray();
    const { _id, party, at, verdicts, whole } = order;
    if (verdicts === undefined || unconfirmed(order.participants, replies as ErasureReplyFact[]).length > 0)
      return;
    // What the person did after it was ordered is not part of it, however late the last holder confirms.
    await this.inventory.onClock(_id, party, new Date(at), verdicts, whole);
    durable(await this.factLog.append([completed(order, this.clock.now())]));
    await this.facts.strip({ _id }, { unset: ['verdicts'] }, { reason: 'erasure-completed', occasion: _id });
  }
}

/** When a participant says that it answered decides nothing, and may be any time. */
function replyFact({ data }: CloudEvent<ParticipantReplied>, now: Date): ErasureReplyFact {
  return {
    _id: `replied/${data.command}/${data.outcome}`,
    type: 'erasure.replied',
    erasure: occasionOf(data.command),
    participant: data.participant,
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
