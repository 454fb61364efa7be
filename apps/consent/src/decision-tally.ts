import { Inject, Injectable } from '@nestjs/common';
import { Counter, type Registry } from 'prom-client';
import type { Decision } from '#policy';
import { METRICS } from '#service';

/** Decisions since this instance started, by their first reason: words of ours and of the policy, never of a person. */
@Injectable()
export class DecisionTally {
  private readonly counter: Counter<'outcome' | 'reason'>;
  private readonly counts = { allowed: new Map<string, number>(), denied: new Map<string, number>() };

  constructor(@Inject(METRICS) registry: Registry) {
    this.counter = new Counter({
      name: 'seloste_decisions_total',
      help: 'Decisions by outcome and reason',
      labelNames: ['outcome', 'reason'],
      registers: [registry],
    });
  }

  count({ allowed, because }: Decision): void {
    const outcome = allowed ? 'allowed' : 'denied';
    // What a permission rests on comes second, after the purpose's own declaration.
    const reason = (allowed ? because[1] : because[0])?.reason ?? 'none';
    this.counter.inc({ outcome, reason });
    const counts = this.counts[outcome];
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }

  byReason(outcome: 'allowed' | 'denied'): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.counts[outcome]].sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}
