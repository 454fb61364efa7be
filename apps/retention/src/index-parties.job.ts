import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Connection } from 'mongoose';
import { type Policy, policyAt } from '#policy';
import { CLOCK, type Clock, CONNECTION, LOG, POLICIES, RepeatedJob, type ServiceLog } from '#service';
import { onceRestored } from '#storage';
import { partyClocks } from './party-clocks.decision.js';
import { PartyFactsStore } from './party-facts.store.js';
import { PartyIndexStore } from './party-index.store.js';

const PAUSE_MS = 250;
const AT_ONCE = 200;
/**
 * While a stream of events comes in, a party is touched again and again: its clocks are computed when it has passed.
 */
const QUIET_MS = 500;
const AT_LATEST_MS = 10_000;
/** And then for no longer than this: those touched meanwhile would keep it busy for ever. */
const IN_A_STREAM_MS = 2000;

/**
 * Computes the clocks of parties that something new is known of, and of all when another policy comes into force.
 * Several instances may do the same; the guard sorts them.
 */
@Injectable()
export class IndexPartiesJob extends RepeatedJob {
  private lastPass = performance.now();

  constructor(
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) log: ServiceLog,
    @Inject(CONNECTION) private readonly connection: Connection,
    private readonly parties: PartyIndexStore,
    private readonly facts: PartyFactsStore,
  ) {
    super(log, PAUSE_MS, 'clocks could not be indexed');
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
  }

  /** How many parties it looked at. */
  async indexSome(): Promise<number> {
    const today = this.clock.today();
    const policy = policyAt(this.policies, today);
    const stale = await this.parties.stale(today, policy.version, AT_ONCE).toArray();
    const reader = randomUUID();
    await this.parties.claim(stale, reader);
    const factsOf = await this.facts.ofEach(stale);
    await this.parties.index(
      stale.map(({ _id }) => ({
        party: _id,
        clocks: partyClocks(policy, factsOf.get(_id) ?? [], today),
      })),
      policy.version,
      reader,
    );
    return stale.length;
  }
}
