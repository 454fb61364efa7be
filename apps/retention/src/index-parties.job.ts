import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Connection } from 'mongoose';
import { type Policy, policyAt } from '#policy';
import {
  CLOCK,
  type Clock,
  CONNECTION,
  LOG,
  NotComputable,
  POLICIES,
  RepeatedJob,
  type ServiceLog,
} from '#service';
import { onceRestored } from '#storage';
import { partyClocks } from './party-clocks.decision.js';
import { PartyFactsStore } from './party-facts.store.js';
import { PartyIndexStore } from './party-index.store.js';
import type { IndexedParty } from './party.schema.js';

const PAUSE_MS = 250;
const AT_ONCE = 200;
/**
 * While a stream of events comes in, a party is touched again and again: its clocks are computed when it has passed.
 */
const QUIET_MS = 500;
const AT_LATEST_MS = 10_000;
/** And then for no longer than this: those touched meanwhile would keep it busy for ever. */
const IN_A_STREAM_MS = 2000;
/** What could not be computed may be computable since: by another release, or without one of its facts. */
const AGAIN_MS = 60_000;
const MOST_AGAIN = 10_000;

/**
 * Computes the clocks of parties that something new is known of, and of all when another policy comes into force.
 * Several instances may do the same; the guard sorts them.
 */
@Injectable()
export class IndexPartiesJob extends RepeatedJob {
  private lastPass = performance.now();
  private lastAgain = performance.now();

  constructor(
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) log: ServiceLog,
    @Inject(CONNECTION) private readonly connection: Connection,
    private readonly parties: PartyIndexStore,
    private readonly facts: PartyFactsStore,
    notComputable: NotComputable,
  ) {
    super(log, PAUSE_MS, 'clocks could not be indexed');
    notComputable.alsoStored(() => this.parties.notComputableCounts());
  }

  override async onApplicationBootstrap(): Promise<void> {
    await onceRestored(this.connection, 'parties', () => this.parties.rebuild());
    await super.onApplicationBootstrap();
  }

  protected async work(stopping: AbortSignal): Promise<void> {
    const inAStream = this.parties.quietFor() < QUIET_MS;
    const begun = performance.now();
    if (inAStream && begun - this.lastPass < AT_LATEST_MS) return;
    const until = begun + (inAStream ? IN_A_STREAM_MS : Infinity);
    let found: number;
    do found = await this.indexSome();
    while (found === AT_ONCE && performance.now() < until && !stopping.aborted);
    this.lastPass = performance.now();
    if (this.lastPass - this.lastAgain < AGAIN_MS) return;
    await this.tryAgain(stopping);
    this.lastAgain = performance.now();
  }

  /** Those that could not be computed. */
  private async tryAgain(stopping: AbortSignal): Promise<void> {
    const apart = await this.parties.notComputable(MOST_AGAIN).toArray();
    for (let from = 0; from < apart.length; from += AT_ONCE) {
      if (stopping.aborted) return;
      await this.indexThese(apart.slice(from, from + AT_ONCE));
    }
  }

  /** How many parties it looked at. */
  async indexSome(): Promise<number> {
    const today = this.clock.today();
    const policy = policyAt(this.policies, today);
    const stale = await this.parties.stale(today, policy.version, AT_ONCE).toArray();
    await this.indexThese(stale);
    return stale.length;
  }

  private async indexThese(parties: readonly IndexedParty[]): Promise<void> {
    const today = this.clock.today();
    const policy = policyAt(this.policies, today);
    const reader = randomUUID();
    await this.parties.claim(parties, reader);
    const { computed, failed } = await this.facts.computeEach(parties, (facts) =>
      partyClocks(policy, facts, today),
    );
    await this.parties.index(
      computed.map(({ of: { _id: party }, value: clocks }) => ({ party, clocks })),
      policy.version,
      reader,
    );
    await this.parties.keepApart(failed, policy.version, reader);
  }
}
