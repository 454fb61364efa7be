import type { Connection, mongo } from 'mongoose';
import { databaseOf } from '../open-mongo.js';
import type { Head, Seal } from '#ledger';
import { asOf } from './as-of.js';
import { isNew } from './is-new.js';
import { heads, type HeadDocument } from './head.schema.js';
import type { Journaled } from './lease.schema.js';
import { LedgerLease } from './ledger-lease.js';
import type { Lot } from './lot.schema.js';
import { Lots } from './lots.js';
import { packLeaves, unpackLeaves } from './pack-leaves.js';
import { seals, type SealDocument } from './seal.schema.js';
import { nameOf } from '../schema/declare-schema.js';

export interface StoredSeal {
  readonly seal: Seal;
  readonly lots: readonly Lot[];
}

export interface Unjournaled {
  readonly seals: readonly object[];
  readonly heads: readonly object[];
  readonly journaled: Journaled;
}

/** Seals and heads. A number, or a day, is given once: of two sealers one comes too late, whatever its clock says. */
export class LedgerStore {
  readonly lots: Lots;
  readonly lease: LedgerLease;
  private readonly seals: mongo.Collection<SealDocument>;
  private readonly heads: mongo.Collection<HeadDocument>;

  constructor(connection: Connection) {
    const database = databaseOf(connection);
    this.lots = new Lots(connection);
    this.seals = database.collection<SealDocument>(nameOf(seals));
    this.heads = database.collection<HeadDocument>(nameOf(heads));
    this.lease = new LedgerLease(connection);
  }

  async lastSeal(session?: mongo.ClientSession): Promise<Seal | undefined> {
    const found = await this.findSeals(session).sort({ _id: -1 }).limit(1).next();
    return found === null ? undefined : sealOf(found);
  }

  async firstDay(): Promise<string | undefined> {
    return (await this.findSeals().sort({ _id: 1 }).limit(1).next())?.day;
  }

  /** The last seal of this day or of one before it. */
  async lastThrough(day: string): Promise<Seal | undefined> {
    const found = await this.findThrough(day).next();
    return found === null ? undefined : sealOf(found);
  }

  findThrough(day: string): mongo.FindCursor<SealDocument> {
    return this.seals
      .find({ day: { $lte: day } })
      .sort({ day: -1, _id: -1 })
      .limit(1);
  }

  /** In their order. */
  async *allSeals(session: mongo.ClientSession): AsyncGenerator<StoredSeal> {
    for await (const found of this.findSeals(session).sort({ _id: 1 }))
      yield { seal: sealOf(found), lots: found.lots ?? [] };
  }

  /** Those of these lots that a seal holds. */
  async sealedOf(lots: readonly Lot[], session?: mongo.ClientSession): Promise<ReadonlySet<Lot>> {
    const found = await this.seals
      .find({ lots: { $in: [...lots] } }, { ...asOf(session), projection: { lots: 1 } })
      .toArray();
    return new Set(found.flatMap((seal) => seal.lots ?? []));
  }

  async *sealsFrom(seal: number): AsyncGenerator<Seal> {
    for await (const found of this.seals.find({ _id: { $gte: seal } }).sort({ _id: 1 })) yield sealOf(found);
  }

  async lastHead(session?: mongo.ClientSession): Promise<Head | undefined> {
    const found = await this.findHeads(session).sort({ _id: -1 }).limit(1).next();
    return found === null ? undefined : headOf(found);
  }

  async *allHeads(session: mongo.ClientSession): AsyncGenerator<Head> {
    for await (const found of this.findHeads(session).sort({ _id: 1 })) yield headOf(found);
  }

  /** False where the number is taken. */
  putSeal({ seal: _id, leaves, ...rest }: Seal, lots: readonly Lot[] = []): Promise<boolean> {
    const named = lots.length > 0 && { lots };
    return isNew(this.seals.insertOne({ _id, ...rest, leaves: packLeaves(leaves), ...named }));
  }

  putHead({ day: _id, ...rest }: Head): Promise<boolean> {
    return isNew(this.heads.insertOne({ _id, ...rest }));
  }

  /** Seals and heads that the journal may lack, in their order, as they are stored. */
  async notJournaled(most: number): Promise<Unjournaled> {
    const { seal = 0, head = '' } = (await this.lease.journaled()) ?? {};
    const [seals, heads] = await Promise.all([
      this.seals
        .find({ _id: { $gt: seal } })
        .sort({ _id: 1 })
        .limit(most)
        .toArray(),
      this.heads
        .find({ _id: { $gt: head } })
        .sort({ _id: 1 })
        .limit(most)
        .toArray(),
    ]);
    return { seals, heads, journaled: { seal: seals.at(-1)?._id ?? seal, head: heads.at(-1)?._id ?? head } };
  }

  private findSeals(session?: mongo.ClientSession): mongo.FindCursor<SealDocument> {
    return this.seals.find({}, asOf(session));
  }

  private findHeads(session?: mongo.ClientSession): mongo.FindCursor<HeadDocument> {
    return this.heads.find({}, asOf(session));
  }
}

const sealOf = ({ _id: seal, leaves, lots: _lots, ...rest }: SealDocument): Seal => ({
  seal,
  ...rest,
  leaves: unpackLeaves(leaves),
});

const headOf = ({ _id: day, ...rest }: HeadDocument): Head => ({ day, ...rest });
