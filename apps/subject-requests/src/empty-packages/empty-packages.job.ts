import { Inject, Injectable } from '@nestjs/common';
import { type Policy, policyAt } from '#policy';
import { CLOCK, type Clock, LOG, POLICIES, RepeatedJob, type ServiceLog } from '#service';
import { RequestFileStore } from '../request-file.store.js';
import { packageIsOver } from './package-is-over.decision.js';

const EVERY_MS = 60_000;
const AT_ONCE = 200;

/** The copy of the data that an access request was answered by has a clock of its own; that it was answered stays. */
@Injectable()
export class EmptyPackagesJob extends RepeatedJob {
  constructor(
    private readonly files: RequestFileStore,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) log: ServiceLog,
  ) {
    super(log, EVERY_MS, 'packages whose time is over could not be emptied');
  }

  protected async work(stopping: AbortSignal): Promise<void> {
    for (let after = ''; !stopping.aborted;) {
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
