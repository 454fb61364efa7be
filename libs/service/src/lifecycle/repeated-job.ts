import { setTimeout as pause } from 'node:timers/promises';
import { logError, type ServiceLog } from '../log/service-log.js';

/** What fails time after time is not logged each time. */
const SILENT_MS = 30_000;

/** Does its work while the service runs, each time so long after the last one has ended. */
export abstract class RepeatedJob {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  protected constructor(
    protected readonly log: ServiceLog,
    private readonly everyMs: number,
    /** Logged when the work fails; it is tried again all the same. */
    private readonly failed: string,
  ) {}

  protected abstract work(stopping: AbortSignal): Promise<unknown>;

  onApplicationBootstrap(): void | Promise<void> {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    let silentUntil = 0;
    for (;;) {
      await pause(this.everyMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.work(signal);
        silentUntil = 0;
      } catch (error) {
        if (performance.now() < silentUntil) continue;
        logError(this.log, error, this.failed);
        silentUntil = performance.now() + SILENT_MS;
      }
    }
  }
}
