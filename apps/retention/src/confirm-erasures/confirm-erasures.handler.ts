import { Controller, Inject } from '@nestjs/common';
import { type CloudEvent, ErasureCompleted, ParticipantReplied } from '#contracts';
import { done, OnEvents, type Outcome, type Received, retry } from '#messaging';
import { civilDateOf } from '#policy';
import { CLOCK, type Clock, FACT_DOOR, type FactDoor, FACTS } from '#service';
import { type FactCollection, isFailed } from '#storage';
import { EraseInventory } from '../erase-inventory.store.js';
import { erasureOf, type ErasureReplyFact, unconfirmed } from '../erasure-reply.js';
import type { ErasureCompletedFact, ErasureOrderedFact } from '../facts.js';

type KnownFact = ErasureReplyFact | ErasureOrderedFact | ErasureCompletedFact;

/** An erasure is complete when every holder has said so; only then does the inventory forget. */
@Controller()
export class ConfirmErasuresHandler {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<KnownFact>,
    @Inject(FACT_DOOR) private readonly door: FactDoor<KnownFact>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly inventory: EraseInventory,
  ) {}

  @OnEvents('retention.replies', [ParticipantReplied.type])
  async confirm(batch: Received<ParticipantReplied>[]): Promise<Outcome[]> {
    const replies = batch.map(({ event }) => replyFact(event));
    const written = await this.facts.insertMany(replies);
    const orders = await this.facts.findByIds([...new Set(replies.map(({ erasure }) => erasure))]);
    for (const order of orders.values())
      if (order.type === 'erasure.ordered') await this.completeIfConfirmed(order);
    return written.map((one) => (isFailed(one) ? retry('could-not-be-stored') : done));
  }

  private async completeIfConfirmed(order: ErasureOrderedFact): Promise<void> {
    const replies = await this.facts.collection
      .find({ type: 'erasure.replied', erasure: order._id })
      .toArray();
    if (unconfirmed(order.participants, replies as ErasureReplyFact[]).length > 0) return;
    const now = this.clock.now();
    await this.inventory.onClock(order._id, order.party, now, order.verdicts, order.whole);
    const [written] = await this.door.writeMany([completed(order, now)]);
    if (written !== undefined && isFailed(written)) throw written.failed;
  }
}

function replyFact({ data, time }: CloudEvent<ParticipantReplied>): ErasureReplyFact {
  return {
    _id: `replied/${data.command}/${data.outcome}`,
    type: 'erasure.replied',
    erasure: erasureOf(data.command),
    participant: data.participant,
    outcome: data.outcome,
    at: time,
    on: civilDateOf(time),
    takenAt: new Date(),
  };
}

function completed(order: ErasureOrderedFact, now: Date): ErasureCompletedFact {
  const at = now.toISOString();
  const data: ErasureCompleted = {
    erasure: order._id,
    party: order.party,
    occasion: 'clock',
    erasedAt: at,
    because: order.because.map((one) => ({ ...one, statements: [...one.statements] })),
  };
  return {
    _id: `completed/${order._id}`,
    type: 'erasure.completed',
    party: order.party,
    erasure: order._id,
    at,
    on: civilDateOf(now),
    takenAt: new Date(),
    owed: true,
    owes: [
      {
        specversion: '1.0',
        id: `completed/${order._id}`,
        source: '/retention',
        type: ErasureCompleted.type,
        time: new Date().toISOString(),
        data,
      },
    ],
  };
}
