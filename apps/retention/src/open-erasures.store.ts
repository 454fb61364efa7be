import { Inject, Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { dayNumberOf } from '#policy';
import { CLOCK, type Clock, FACTS, measuredGauge, METRICS } from '#service';
import type { FactCollection } from '#storage';
import { type ErasureReplyFact, unconfirmed } from './erasure-reply.js';
import type { ErasureOrderedFact } from './facts.js';
import { PartyIndexStore } from './party-index.store.js';

/** The oldest are looked at: whoever keeps silent about those is told of, however many more there are. */
const MOST = 1000;

/** Erasures that were ordered and that not every holder has confirmed, and what is due and still here. */
@Injectable()
export class OpenErasures {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<ErasureOrderedFact | ErasureReplyFact>,
    private readonly parties: PartyIndexStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(METRICS) metrics: Registry,
  ) {
    measuredGauge(metrics, {
      name: 'seloste_erasure_unconfirmed_seconds',
      help: 'Age of the oldest erasure that this participant has not confirmed',
      label: 'participant',
      everyMs: 15_000,
      read: () => this.oldestUnconfirmed(Date.now()),
    });
    measuredGauge(metrics, {
      name: 'seloste_due_late_days',
      help: 'Days by which the oldest record that is due and still here is late',
      everyMs: 15_000,
      read: () => this.lateDays(),
    });
  }

  /** Seconds by participant; who has confirmed everything is left out. */
  async oldestUnconfirmed(nowMs: number): Promise<Readonly<Record<string, number>>> {
    const orders = (await this.open().limit(MOST).toArray()) as ErasureOrderedFact[];
    const replies = (await this.facts.collection
      .find({ type: 'erasure.replied', erasure: { $in: orders.map(({ _id }) => _id) } })
      .toArray()) as ErasureReplyFact[];
    const repliesTo = new Map<string, ErasureReplyFact[]>();
    for (const reply of replies)
      repliesTo.set(reply.erasure, [...(repliesTo.get(reply.erasure) ?? []), reply]);
    const seconds: Record<string, number> = {};
    for (const order of orders) {
      for (const participant of unconfirmed(order, repliesTo.get(order._id) ?? []))
        seconds[participant] ??= Math.max(0, (nowMs - order.takenAt.getTime()) / 1000);
    }
    return seconds;
  }

  /** Oldest first; the cursor too, so that a test can ask it for its plan. */
  open(): ReturnType<FactCollection<ErasureOrderedFact | ErasureReplyFact>['collection']['find']> {
    return this.facts.collection
      .find({ type: 'erasure.ordered', verdicts: { $exists: true } } as object)
      .sort({ takenAt: 1 });
  }

  private async lateDays(): Promise<number> {
    const today = this.clock.today();
    const [first] = await this.parties.due(today, undefined, 1).toArray();
    return first?.dueOn === undefined ? 0 : dayNumberOf(today) - dayNumberOf(first.dueOn);
  }
}
