import { randomUUID } from 'node:crypto';
import type { Connection, mongo } from 'mongoose';
import type { Commitment } from '#ledger';
import type { Fact } from '../facts/fact.js';
import { databaseOf } from '../open-mongo.js';
import { asOf } from './as-of.js';
import { lots, type Lot, type LotDocument } from './lot.schema.js';
import { packLeaves } from './pack-leaves.js';
import { nameOf } from '../schema/declare-schema.js';

export interface ClosedLot {
  readonly lot: Lot;
  /** Packed; undefined where an earlier version closed it. */
  readonly leaves: mongo.Binary | undefined;
}

const READY_FOR_MS = 60_000;
/** Bulk writes have ended long before, with all their attempts. */
const LEFT_BEHIND_MS = 10 * 60_000;
const REMEMBERED_MS = 30 * 86_400_000;

/**
 * The facts of a bulk write are sealed together, so that none of them has to be marked. A lot is durable before any of
 * its facts is, serves one write only, and is closed when that write is certain. One that nobody closed is taken apart:
 * its facts are found as those without a seal, also those that a writer who stood still for long adds to it.
 */
export class Lots {
  private readonly lots: mongo.Collection<LotDocument>;
  private readonly facts: mongo.Collection<Fact>;
  /** As many as there were writes at once. */
  private readonly ready = new Map<Lot, { readonly sinceMs: number; readonly unused: NodeJS.Timeout }>();

  constructor(
    connection: Connection,
    /** Fewer facts are marked one by one. */
    private readonly least = 200,
  ) {
    this.lots = databaseOf(connection).collection<LotDocument>(nameOf(lots));
    this.facts = databaseOf(connection).collection<Fact>('facts');
  }

  /** Undefined where the facts are too few. */
  async begin(facts: number): Promise<Lot | undefined> {
    if (facts < this.least) return undefined;
    for (const [lot, { sinceMs, unused }] of this.ready) {
      this.ready.delete(lot);
      clearTimeout(unused);
      if (performance.now() - sinceMs < READY_FOR_MS) return lot;
    }
    const lot = randomUUID();
    await this.lots.updateOne({ _id: lot }, opening, { upsert: true });
    return lot;
  }

  /** To be called when what became of each fact is certain, with those that are durable. Makes the next lot ready, for a minute. */
  async end(lot: Lot, leaves: readonly Commitment[]): Promise<void> {
    const next = randomUUID();
    const closing = { $set: { state: 'closed' as const, leaves: packLeaves(leaves) } };
    await this.lots.bulkWrite([
      { updateOne: { filter: { _id: lot, state: 'open' }, update: closing } },
      { updateOne: { filter: { _id: next }, update: opening, upsert: true } },
    ]);
    const unused = setTimeout(() => {
      this.ready.delete(next);
      this.forget([next]).catch(() => undefined);
    }, READY_FOR_MS).unref();
    this.ready.set(next, { sinceMs: performance.now(), unused });
  }

  /** To be sealed, the oldest first. */
  async closed(limit: number): Promise<readonly ClosedLot[]> {
    const found = await this.lots.find({ state: 'closed' }).sort({ openedAt: 1 }).limit(limit).toArray();
    return found.map(({ _id, leaves }) => ({ lot: _id, leaves }));
  }

  /** Whether a seal holds them or not, and those being written. */
  async all(session: mongo.ClientSession): Promise<readonly Lot[]> {
    return names(await this.lots.find({}, asOf(session)).project<{ _id: Lot }>({ _id: 1 }).toArray());
  }

  /** A seal holds them, or nothing carries their name. */
  async forget(lots: readonly Lot[]): Promise<void> {
    if (lots.length > 0) await this.lots.deleteMany({ _id: { $in: [...lots] } });
  }

  /** Those whose writer has crashed, or could not be certain. */
  takeApart(): Promise<void> {
    return this.apart({ state: 'open', $expr: olderThan(LEFT_BEHIND_MS) });
  }

  /** After a restore: which facts a lot had in the end, the backup does not know. */
  takeAllApart(): Promise<void> {
    return this.apart({});
  }

  private async apart(those: mongo.Filter<LotDocument>): Promise<void> {
    await this.lots.updateMany(those, { $set: { state: 'apart' } });
    const apart = names(await this.lots.find({ state: 'apart' }).project<{ _id: Lot }>({ _id: 1 }).toArray());
    if (apart.length === 0) return;
    await this.facts.updateMany({ seal: { $in: [...apart] } }, { $unset: { seal: 1 } });
    await this.lots.deleteMany({ state: 'apart', $expr: olderThan(REMEMBERED_MS) });
  }
}

const names = (lots: readonly { readonly _id: Lot }[]): readonly Lot[] => lots.map(({ _id }) => _id);

const opening = { $set: { state: 'open' }, $currentDate: { openedAt: true } } as const;

const olderThan = (ms: number): mongo.Document => ({ $lt: ['$openedAt', { $subtract: ['$$NOW', ms] }] });
