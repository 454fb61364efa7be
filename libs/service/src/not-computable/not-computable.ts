import { Inject, Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { measuredGauge } from '../metrics/measured-gauge.js';
import { METRICS } from '../tokens.js';

/** What is not tried again in so long is forgotten: whoever stores it finds it again. */
const KEPT_MS = 15 * 60_000;
/** A flood of them is as good as this many. */
const MOST = 10_000;

type Counts = Readonly<Record<string, number>>;

/** What is stored and cannot be computed, by the class of the error, so that somebody hears of it. */
@Injectable()
export class NotComputable {
  private readonly noted = new Map<string, { readonly reason: string; readonly atMs: number }>();
  private stored: () => Promise<Counts> = () => Promise.resolve({});

  constructor(@Inject(METRICS) metrics: Registry) {
    measuredGauge(metrics, {
      name: 'seloste_not_computable',
      help: 'Parties whose stored records make a decision throw, by the class of the error',
      label: 'reason',
      read: () => this.counts(),
    });
  }

  /** For what a service keeps of its own in its database. */
  alsoStored(read: () => Promise<Counts>): void {
    this.stored = read;
  }

  /** `what`: of a command, a party's reference or the like; never shown to anybody. */
  note(what: string, reason: string): void {
    this.noted.delete(what);
    if (this.noted.size < MOST) this.noted.set(what, { reason, atMs: performance.now() });
  }

  clear(what: string): void {
    this.noted.delete(what);
  }

  private async counts(): Promise<Counts> {
    const counts: Record<string, number> = { ...(await this.stored()) };
    const since = performance.now() - KEPT_MS;
    for (const [what, { reason, atMs }] of this.noted) {
      if (atMs < since) this.noted.delete(what);
      else counts[reason] = (counts[reason] ?? 0) + 1;
    }
    return counts;
  }
}
