import { Inject, Injectable } from '@nestjs/common';
import { Counter, type Registry } from 'prom-client';
import { CLOCK, METRICS, type Clock } from '#service';

export interface CheckSummary {
  /** This instance counts from its start. */
  readonly since: string;
  readonly allowed: number;
  readonly denied: number;
  readonly byReason: Readonly<Record<string, number>>;
}

/** How the send checks of this instance were answered, and why. */
@Injectable()
export class CheckTally {
  private readonly since: string;
  private readonly reasons = new Map<string, number>();
  private readonly counts = { allowed: 0, denied: 0 };
  private readonly counter: Counter<'outcome' | 'reason'>;

  constructor(@Inject(METRICS) metrics: Registry, @Inject(CLOCK) clock: Clock) {
    this.since = clock.now().toISOString();
    this.counter = new Counter({
      name: 'seloste_send_checks_total',
      help: 'Send checks answered, by outcome and the reason that determined it',
      labelNames: ['outcome', 'reason'],
      registers: [metrics],
    });
  }

  count(outcome: 'allowed' | 'denied', reason: string): void {
    this.counts[outcome] += 1;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
    this.counter.inc({ outcome, reason });
  }

  summary(): CheckSummary {
    return { since: this.since, ...this.counts, byReason: Object.fromEntries(this.reasons) };
  }
}
