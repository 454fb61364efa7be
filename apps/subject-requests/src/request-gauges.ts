import { Inject, Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { CLOCK, type Clock, measuredGauge, METRICS } from '#service';
import { type Lateness, latenessOf } from './lateness-of-requests.decision.js';
import { RequestFileStore } from './request-file.store.js';

const EVERY_MS = 15_000;

/** Late is impossible to miss: days to breach, and whom the open requests wait for. Counts only. */
@Injectable()
export class RequestGauges {
  private known: { readonly atMs: number; readonly lateness: Promise<Lateness> } | undefined;

  constructor(
    private readonly files: RequestFileStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(METRICS) metrics: Registry,
  ) {
    measuredGauge(metrics, {
      name: 'seloste_request_days_left',
      help: 'Days to the nearest statutory deadline of an open request; below 0: it has passed',
      read: async () => (await this.lateness()).daysLeft,
    });
    measuredGauge(metrics, {
      name: 'seloste_requests_overdue',
      help: 'Open requests whose statutory deadline has passed',
      read: async () => (await this.lateness()).overdue,
    });
    measuredGauge(metrics, {
      name: 'seloste_request_waiting_seconds',
      help: 'Since when the oldest open request waits for this participant',
      label: 'participant',
      read: async () => (await this.lateness()).waitingSeconds,
    });
  }

  /** One look for the three of them. */
  private lateness(): Promise<Lateness> {
    const nowMs = Date.now();
    if (this.known !== undefined && nowMs - this.known.atMs < EVERY_MS) return this.known.lateness;
    const lateness = this.read(nowMs);
    this.known = { atMs: nowMs, lateness };
    lateness.catch(() => {
      this.known = undefined;
    });
    return lateness;
  }

  private async read(nowMs: number): Promise<Lateness> {
    const open = await this.files.waitingSince(new Date(nowMs));
    return latenessOf(
      open.map(({ received: { legalDue, takenAt }, progress: { waitingFor } }) => ({
        legalDue,
        takenAtMs: takenAt.getTime(),
        waitingFor,
      })),
      this.clock.today(),
      nowMs,
    );
  }
}
