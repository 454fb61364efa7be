import type { PolicyPublished } from '#contracts';
import { done, type Outcome, park, type Received } from '#messaging';
import { civilDateOf, type Officer } from '#policy';
import { type FactLog, isFailed } from '#storage';
import { RepeatedJob } from '../lifecycle/repeated-job.js';
import type { ServiceLog } from '../log/service-log.js';
import type { PolicyBook } from './policy-book.js';
import { defectOf, factIdOf, type PublishedPolicyFact } from './published-policy.js';

/**
 * An event reaches one instance; the others read what it stored. A version is valid from tomorrow at the earliest, so
 * all of them have it long before.
 */
const EVERY_MS = 5_000;

/** Keeps the versions this instance knows up to date, and stores those it is told of. */
export class PolicyWatch extends RepeatedJob {
  constructor(
    private readonly book: PolicyBook,
    private readonly factLog: Pick<FactLog<PublishedPolicyFact>, 'append'>,
    private readonly officers: readonly Officer[],
    log: ServiceLog,
    everyMs = EVERY_MS,
  ) {
    super(log, everyMs, 'published policies could not be read');
  }

  protected work(): Promise<void> {
    return this.book.refresh();
  }

  /** Stored under the publisher's lane and number, as every followed fact. */
  async take(batch: readonly Received<PolicyPublished>[]): Promise<readonly Outcome[]> {
    const takenAt = new Date();
    const defects = batch.map(({ event }) => defectOf(event.data, this.officers));
    const sound = batch.filter((_one, index) => defects[index] === undefined);
    const appended = await this.factLog.append(
      sound.map(({ event: { data: published, lane, lanesequence: n } }) => ({
        _id: factIdOf(published.version),
        type: 'policy.published' as const,
        at: published.publishedAt,
        on: civilDateOf(published.publishedAt),
        takenAt,
        ...(lane !== undefined && n !== undefined && { lane, n }),
        published,
      })),
    );
    await this.book.refresh();
    return batch.map((one, index) => {
      const outcome = appended[sound.indexOf(one)];
      const unstored = outcome !== undefined && isFailed(outcome) ? 'cannot-be-stored' : undefined;
      const reason = defects[index] ?? unstored;
      return reason === undefined ? done : park(reason);
    });
  }
}
