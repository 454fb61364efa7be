import { Gauge, type Registry } from 'prom-client';
import type { LedgerSealer, LedgerStore } from '#storage';
import { logError, type ServiceLog } from '../log/service-log.js';

/** Seals every `everyMs`, at one instance of the service at a time. */
export class LedgerJob {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly sealer: LedgerSealer,
    store: LedgerStore,
    private readonly log: ServiceLog,
    metrics: Registry,
    private readonly everyMs: number,
  ) {
    const age = new Gauge({
      name: 'seloste_ledger_round_age_seconds',
      help: 'Since an instance of this service last had everything sealed',
      registers: [metrics],
      collect: async () => {
        age.reset();
        const last = await store.lease.lastRound().catch(() => undefined);
        if (last === undefined) age.remove();
        else age.set(Math.max(0, Date.now() - last.getTime()) / 1000);
      },
    });
  }

  start(): void {
    this.timer = setInterval(() => {
      void this.sealNow();
    }, this.everyMs).unref();
  }

  /** Or waits for the round under way. */
  sealNow(): Promise<void> {
    this.running ??= this.round().finally(() => (this.running = undefined));
    return this.running;
  }

  private async round(): Promise<void> {
    try {
      await this.sealer.round();
    } catch (error) {
      logError(this.log, error, 'the ledger could not be sealed');
    }
  }

  /** The lease goes, so that another instance need not wait for its end. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    await this.sealer.release().catch(() => undefined);
  }
}
