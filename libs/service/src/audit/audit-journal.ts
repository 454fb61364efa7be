import { randomUUID } from 'node:crypto';
import type { Connection, mongo } from 'mongoose';
import { nameOf, type AuditLeaseDocument, databaseOf, type Journal } from '#storage';
import { inTime } from '../lifecycle/in-time.js';
import { RepeatedJob } from '../lifecycle/repeated-job.js';
import { logError, type ServiceLog } from '../log/service-log.js';
import { type AuditRecord, firstIdOf } from './audit-record.js';
import { audit } from './audit-record.schema.js';

export interface AuditJournalOptions {
  readonly everyMs?: number;
  readonly mostHeld?: number;
}

/** A write has an outcome within this time; also how far apart the clocks of two instances may be. */
const LATE_MS = 120_000;
/** An instance that was silent for so long is gone. */
const GONE_MS = 60_000;
const SAVE_MS = 10_000;
/** Encoding and sealing so many takes some two milliseconds. */
const AT_ONCE = 250;
const STOP_MS = 1500;

/**
 * Puts audit records into the journal, some together, soon after they are durable and without anybody waiting for it.
 * What an instance that is gone had not told is read from the database and told by another; twice is as good as once.
 */
export class AuditJournal extends RepeatedJob {
  private readonly id = `audit/${randomUUID()}`;
  private readonly leases: mongo.Collection<AuditLeaseDocument>;
  private readonly records: mongo.Collection<AuditRecord>;
  private readonly mostHeld: number;
  private held: AuditRecord[] = [];
  /** More came than is held in memory: what was not told is in the database alone. */
  private overflown = false;
  private told: Date;
  private savedAtMs = -Infinity;

  constructor(
    connection: Connection,
    private readonly journal: Journal,
    log: ServiceLog,
    { everyMs = 500, mostHeld = 20_000 }: AuditJournalOptions = {},
  ) {
    super(log, everyMs, 'audit records wait to be told to the journal');
    this.mostHeld = mostHeld;
    this.leases = databaseOf(connection).collection<AuditLeaseDocument>('leases');
    this.records = databaseOf(connection).collection<AuditRecord>(nameOf(audit));
    this.told = this.beforeNow();
  }

  /** It is durable. */
  tell(record: AuditRecord): void {
    if (this.held.length < this.mostHeld) this.held.push(record);
    else this.overflown = true;
  }

  override async onApplicationBootstrap(): Promise<void> {
    // What there is of versions that told nothing is told once.
    if ((await this.leases.findOne({ _id: /^audit\// })) === null)
      await this.leases.updateOne(
        { _id: 'audit/before' },
        { $setOnInsert: { told: new Date(0), aliveAt: new Date(0) } },
        { upsert: true },
      );
    await this.save();
    await super.onApplicationBootstrap();
  }

  override async onApplicationShutdown(): Promise<void> {
    const last = async (): Promise<void> => {
      await super.onApplicationShutdown();
      await this.work();
      if (this.held.length === 0) await this.end(this.id);
    };
    await inTime(last, STOP_MS, 'The journal takes nothing now').catch((error: unknown) =>
      logError(this.log, error, 'audit records are told to the journal after the next start'),
    );
  }

  protected async work(): Promise<void> {
    const until = this.beforeNow();
    await this.tellHeld();
    this.told = until;
    if (performance.now() - this.savedAtMs < SAVE_MS) return;
    this.savedAtMs = performance.now();
    await this.save();
    await this.tellForThoseGone();
  }

  private async tellHeld(): Promise<void> {
    const { held, overflown } = this;
    this.held = [];
    this.overflown = false;
    try {
      if (overflown) await this.retell(this.told);
      else
        for (let from = 0; from < held.length; from += AT_ONCE)
          await this.append(held.slice(from, from + AT_ONCE));
    } catch (error) {
      this.overflown ||= overflown || held.length + this.held.length > this.mostHeld;
      this.held = this.overflown ? [] : [...held, ...this.held];
      throw error;
    }
  }

  private async tellForThoseGone(): Promise<void> {
    const silent = { $lt: ['$aliveAt', { $subtract: ['$$NOW', GONE_MS] }] };
    const gone = this.leases.find({ _id: /^audit\//, overAt: { $exists: false }, $expr: silent });
    for (const { _id, told } of await gone.toArray()) {
      await this.retell(told);
      await this.end(_id);
    }
  }

  /** Whoever wrote them. */
  private async retell(since: Date): Promise<void> {
    const found = this.records.find({ _id: { $gte: firstIdOf(since) } }).sort({ _id: 1 });
    let some: AuditRecord[] = [];
    for await (const record of found) {
      if (some.push(record) < AT_ONCE) continue;
      await this.append(some);
      some = [];
    }
    if (some.length > 0) await this.append(some);
  }

  private append(documents: readonly AuditRecord[]): Promise<void> {
    return this.journal.append([{ kind: 'put', collection: 'audit', documents }]);
  }

  private async save(): Promise<void> {
    const alive = [{ $set: { told: this.told, aliveAt: '$$NOW' } }, { $unset: 'overAt' }];
    await this.leases.updateOne({ _id: this.id }, alive, { upsert: true });
  }

  private async end(_id: string): Promise<void> {
    await this.leases.updateOne({ _id }, { $currentDate: { overAt: true } });
  }

  private beforeNow(): Date {
    return new Date(Date.now() - LATE_MS);
  }
}
