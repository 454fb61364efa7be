import { policyAt, type Policy } from '#policy';
import { isFailed, type FactCollection, type GroupCommit } from '#storage';
import type { Principal } from '../access/principal.js';
import type { Clock } from '../clock/clock.js';
import type { AuditJournal } from './audit-journal.js';
import { auditRecord, firstIdOf, type Act, type AuditRecord } from './audit-record.js';

export interface AuditQuestion {
  readonly parties?: readonly string[];
  readonly who?: string;
  readonly from?: Date;
  readonly until?: Date;
  /** `_id` of the last record of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/** Written once, read by the officer, and removed by MongoDB when its time is over; nothing here changes a record. */
export class AuditTrail {
  private readonly taking = new Set<Promise<unknown>>();

  constructor(
    private readonly collection: FactCollection<AuditRecord>,
    private readonly group: GroupCommit<AuditRecord>,
    /** For records that are durable already: it gathers many. */
    private readonly copies: GroupCommit<AuditRecord>,
    private readonly policies: readonly Policy[],
    private readonly clock: Clock,
    private readonly journal: Pick<AuditJournal, 'tell'>,
  ) {}

  /**
   * Resolves when the record is durable; concurrent ones share a write. The moment is the machine's own. The journal
   * hears of it afterwards.
   */
  write(who: Principal, act: Act): Promise<void> {
    return this.add(this.recordOf(who, act), this.group);
  }

  recordOf(who: Principal, act: Act): AuditRecord {
    return auditRecord(who, act, new Date(), policyAt(this.policies, this.clock.today()));
  }

  /** Records that are durable elsewhere; one that is here already stays as it is. Resolves when all are. */
  async take(records: readonly AuditRecord[]): Promise<void> {
    const taken = Promise.all(records.map((record) => this.add(record, this.copies)));
    this.taking.add(taken);
    await taken.finally(() => this.taking.delete(taken));
  }

  private async add(record: AuditRecord, group: GroupCommit<AuditRecord>): Promise<void> {
    const written = await group.write(record);
    if (isFailed(written)) throw written.failed;
    if (written === 'inserted') this.journal.tell(record);
  }

  /** The newest first. Whoever has been answered by this instance finds it here. */
  async find(question: AuditQuestion): Promise<AuditRecord[]> {
    await Promise.allSettled(this.taking);
    return this.search(question);
  }

  private search({ parties, who, from, until, after, limit }: AuditQuestion): Promise<AuditRecord[]> {
    const before = [until && firstIdOf(until), after].filter((id) => id !== undefined).toSorted()[0];
    const ids = {
      ...(before !== undefined && { $lt: before }),
      ...(from !== undefined && { $gte: firstIdOf(from) }),
    };
    return this.collection.collection
      .find<AuditRecord>({
        ...(parties !== undefined && { parties: { $in: [...parties] } }),
        ...(who !== undefined && { who }),
        ...(Object.keys(ids).length > 0 && { _id: ids }),
      })
      .sort({ _id: -1 })
      .limit(limit)
      .toArray();
  }
}
