import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Connection } from 'mongoose';
import { type Policy, policyAt } from '#policy';
import { CLOCK, type Clock, CONNECTION, LOG, logError, POLICIES, type ServiceLog } from '#service';
import { onceRestored } from '#storage';
import { partyClocks } from './party-clocks.decision.js';
import { PartyFactsStore } from './party-facts.store.js';
import { PartyIndexStore } from './party-index.store.js';

const PAUSE_MS = 250;
const AT_ONCE = 200;
/** While a stream of events comes in, a party is touched again and again: its clocks are computed when it has passed. */
const QUIET_MS = 500;
const AT_LATEST_MS = 10_000;

/** Computes the clocks of parties that something new is known of, and of all when another policy comes into force. Several instances may do the same; the guard sorts them. */
@Injectable()
export class IndexPartiesJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;
  private lastPass = performance.now();

  constructor(
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: ServiceLog,
    @Inject(CONNECTION) private readonly connection: Connection,
    private readonly parties: PartyIndexStore,
    private readonly facts: PartyFactsStore,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await onceRestored(this.connection, 'parties', () => this.parties.rebuild());
    this.schedule();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.indexAll()
        .catch((error: unknown) => logError(this.log, error, 'clocks could not be indexed'))
        .then(() => this.schedule());
    }, PAUSE_MS);
  }

  private async indexAll(): Promise<void> {
    if (this.parties.quietFor() < QUIET_MS && performance.now() - this.lastPass < AT_LATEST_MS) return;
    this.lastPass = performance.now();
    for (let found = AT_ONCE; found === AT_ONCE && !this.stopped;) found = await this.indexSome();
  }

  /** How many parties it looked at. */
  async indexSome(): Promise<number> {
    const today = this.clock.today();
    const policy = policyAt(this.policies, today);
    const stale = await this.parties.stale(today, policy.version, AT_ONCE).toArray();
    const factsOf = await this.facts.ofEach(stale);
    await this.parties.index(
      stale.map((seen) => ({ seen, clocks: partyClocks(policy, factsOf.get(seen._id) ?? [], today) })),
      policy.version,
    );
    return stale.length;
  }
}
