import type { Connection, mongo } from 'mongoose';
import { databaseOf } from '../open-mongo.js';
import { isNew } from './is-new.js';
import { leases, type Journaled, type LedgerLeaseDocument } from './lease.schema.js';
import { nameOf } from '../schema/declare-schema.js';

/** Who seals, and how far they have come. */
export class LedgerLease {
  private readonly leases: mongo.Collection<LedgerLeaseDocument>;

  constructor(connection: Connection) {
    this.leases = databaseOf(connection).collection<LedgerLeaseDocument>(nameOf(leases));
  }

  /** One holder at a time, by the server's clock. Spares work only: nothing rests on it. */
  async hold(holder: string, forMs: number): Promise<boolean> {
    const free = { $or: [{ $eq: ['$holder', holder] }, { $lt: ['$until', '$$NOW'] }] };
    const until = { $add: ['$$NOW', forMs] };
    const { matchedCount } = await this.leases.updateOne({ _id: 'ledger', $expr: free }, [
      { $set: { holder, until } },
    ]);
    if (matchedCount > 0) return true;
    return isNew(this.leases.insertOne({ _id: 'ledger', holder, until: new Date(Date.now() + forMs) }));
  }

  /** Everything there was is sealed. */
  async noteRound(): Promise<void> {
    await this.leases.updateOne({ _id: 'ledger' }, { $currentDate: { roundAt: true } });
  }

  async journaled(): Promise<Journaled | undefined> {
    return (await this.leases.findOne({ _id: 'ledger' }))?.journaled;
  }

  async noteJournaled(journaled: Journaled): Promise<void> {
    await this.leases.updateOne({ _id: 'ledger' }, { $set: { journaled } }, { upsert: true });
  }

  async lastRound(): Promise<Date | undefined> {
    return (await this.leases.findOne({ _id: 'ledger' }))?.roundAt;
  }

  async release(holder: string): Promise<void> {
    await this.leases.updateOne({ _id: 'ledger', holder }, { $set: { until: new Date(0) } });
  }
}
