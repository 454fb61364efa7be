import { Inject, Injectable } from '@nestjs/common';
import { Gauge, type Registry } from 'prom-client';
import { type Policy, policyAt } from '#policy';
import { CLOCK, type Clock, METRICS, POLICIES } from '#service';
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
    const behind = new Gauge({
      name: 'seloste_clocks_behind_policy',
      help: 'Parties whose stored due date is not of the policy in force yet',
      registers: [metrics],
      collect: async () => {
        const { done, total } = await this.read();
        behind.set(total - done);
      },
    });
  }

  async read(): Promise<ClocksUnderPolicy> {
    const { version } = policyAt(this.policies, this.clock.today());
    return { policyVersion: version, ...(await this.parties.progress(version)) };
  }
}
