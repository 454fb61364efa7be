import { Inject, Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { type Policy, policyAt } from '#policy';
import { CLOCK, type Clock, measuredGauge, METRICS, POLICIES } from '#service';
import { PartyIndexStore } from './party-index.store.js';

/** How far the stored due dates follow the policy in force; a sweep decides anew and waits for none of it. */
export interface ClocksUnderPolicy {
  readonly policyVersion: string;
  readonly done: number;
  readonly total: number;
}

@Injectable()
export class ClockProgress {
  constructor(
    private readonly parties: PartyIndexStore,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(METRICS) metrics: Registry,
  ) {
    measuredGauge(metrics, {
      name: 'seloste_clocks_behind_policy',
      help: 'Parties whose stored due date is not of the policy in force yet',
      everyMs: 5000,
      read: async () => {
        const { done, total } = await this.read();
        return total - done;
      },
    });
  }

  async read(): Promise<ClocksUnderPolicy> {
    const { version } = policyAt(this.policies, this.clock.today());
    return { policyVersion: version, ...(await this.parties.progress(version)) };
  }
}
