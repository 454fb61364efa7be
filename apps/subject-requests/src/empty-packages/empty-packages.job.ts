import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Policy, policyAt } from '#policy';
import { CLOCK, type Clock, LOG, logError, POLICIES, type ServiceLog } from '#service';
import { RequestFileStore } from '../request-file.store.js';
import { packageIsOver } from './package-is-over.decision.js';

const EVERY_MS = 60_000;
const AT_ONCE = 200;

/** The copy of the data that an access request was answered by has a clock of its own; that it was answered stays. */
@Injectable()
export class EmptyPackagesJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly files: RequestFileStore,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: ServiceLog,
  ) {}

  onApplicationBootstrap(): void {
    const sweep = (): void => {
      this.running = this.emptyAll().catch((error: unknown) =>
        logError(this.log, error, 'packages whose time is over could not be emptied'),
      );
    };
    this.timer = setInterval(sweep, EVERY_MS);
    sweep();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async emptyAll(): Promise<void> {
    for (let after = ''; ;) {
      const requests = await this.files.withPackages(after, AT_ONCE);
      if (requests.length === 0) return;
      await this.emptyAmong(requests);
      after = requests.at(-1)!;
    }
  }

  /** Gives the requests whose packages were emptied. */
  async emptyAmong(requests: readonly string[]): Promise<readonly string[]> {
    const today = this.clock.today();
    const policy = policyAt(this.policies, today);
    const over = [...(await this.files.findMany(requests)).values()]
      .filter(({ closed }) => closed !== undefined && packageIsOver(policy, closed.on, today))
      .map(({ received }) => received.request);
    await this.files.emptyPackages(over, { reason: 'its-time-is-over' });
    return over;
  }
}
