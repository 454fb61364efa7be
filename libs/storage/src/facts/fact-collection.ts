import { type Connection, mongo } from 'mongoose';
import { databaseOf } from '../open-mongo.js';
import { commitmentsTo, salted } from '../ledger/fact-commitment.js';
import type { Lots } from '../ledger/lots.js';
import { Pace } from '../ledger/pace.js';
import type { ErasureNote, ErasureReason } from '../ledger/erasure-note.js';
import { type Erasures, noErasures } from '../erasures/erasure-ledger.js';
import { type Journal, noJournal, type Strip } from '../journal/journal.port.js';
import { eraseFacts, stripFacts, type Witness } from './erase-facts.js';
import { type Fact, isFailed, type Written } from './fact.js';
import { isTransient } from '../storage-errors.js';
import { insertDurably } from './insert-durably.js';
import type { Patience } from './insert-durably.js';

const A_MINUTE_MS = 60_000;
/** The last one a Date can say. */
const LAST_MOMENT_MS = 8.64e15;

export interface FactCollectionOptions extends Partial<Patience> {
  /** Name of the MongoDB collection, `facts` by default. */
  readonly name?: string;
  readonly journal?: Journal;
  readonly erasures?: Erasures;
  /** Where the facts are sealed: bulk writes are then sealed as a whole. */
  readonly lots?: Pick<Lots, 'begin' | 'end'>;
  /** False where the ledger does not seal the collection. */
  readonly inLedger?: boolean;
}

export interface OwedOfType {
  readonly type: string;
  readonly events: number;
  readonly oldestAt: Date;
}

export class FactCollection<F extends Fact = Fact> {
  readonly name: string;
  /** The driver's own collection, for reads this class does not know. */
  readonly collection: mongo.Collection<F>;
  private readonly patience: Patience;
  private readonly journal: Journal;
  private readonly witness: Witness;
  private readonly erasures: Erasures;
  private readonly lots: FactCollectionOptions['lots'];
  private readonly inLedger: boolean;
  private readonly pace = new Pace();

  constructor(connection: Connection, options: FactCollectionOptions = {}) {
    this.name = options.name ?? 'facts';
    this.collection = databaseOf(connection).collection<F>(this.name);
    const { journal = noJournal, erasures = noErasures } = options;
    this.journal = journal;
    this.erasures = erasures;
    this.lots = options.lots;
    this.inLedger = options.inLedger ?? true;
    this.witness = {
      note: (note) => this.writeNote(note),
      erased: async ({ ids, strip, salts }, { reason, occasion }) => {
        await Promise.all([
          erasures.erased(ids, occasion ?? reason, strip),
          journal.append([{ kind: 'erased', ids, ...(strip !== undefined && { strip, salts }) }]),
        ]);
      },
    };
    this.patience = { attempts: options.attempts ?? 4, pauseMs: options.pauseMs ?? 50 };
  }

  /**
   * One outcome per fact, in order. Throws TransientStorageError when nothing is certain: repeat with the same ids.
   * Facts are in the journal when this resolves, repeated ones too, except those that owe: they are journaled with
   * what they owe. Where the journal takes nothing they owe their place in it, so that a queue that has filled the
   * broker's disk can still be drained.
   */
  async insertMany(facts: readonly F[]): Promise<readonly Written[]> {
    const ready = salted(facts);
    const told = this.tell(ready).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const written = await this.insertCommitted(ready);
    const untold = await told;
    if (untold === undefined) {
      await this.tellStored(facts.filter((_fact, index) => written[index] === 'duplicate'));
      return written;
    }
    const stored = ready.filter((_fact, index) => !isFailed(written[index] ?? 'inserted'));
    // What cannot be stored cannot be journaled either, and holds the others up no longer.
    if (isTransient(untold.error)) await this.owe(stored);
    else if (stored.length < facts.length) await this.tell(stored);
    else throw untold.error;
    return written;
  }

  private async owe(facts: readonly F[]): Promise<void> {
    const ids = facts.filter(({ owed }) => owed !== true).map(({ _id }) => _id);
    const filter = { _id: { $in: ids } } as unknown as mongo.Filter<F>;
    const owed = { $set: { owed: true } } as unknown as mongo.UpdateFilter<F>;
    await this.collection.updateMany(filter, owed, { writeConcern: { w: 'majority', j: true } });
  }

  /** Each with its commitment: in itself, or, of many, in the lot that they come in. */
  private async insertCommitted(facts: readonly F[]): Promise<readonly Written[]> {
    if (!this.inLedger) return insertDurably(this.collection, facts, this.patience);
    const lot = await this.lots?.begin(facts.length);
    if (lot === undefined) {
      const leaves = await commitmentsTo(facts, this.pace);
      const committed = facts.map((fact, index) => ({ ...fact, leaf: bytesOf(leaves[index]) }));
      return insertDurably(this.collection, committed, this.patience);
    }
    const inLot = facts.map((fact) => ({ ...fact, seal: lot }));
    const [written, leaves] = await Promise.all([
      insertDurably(this.collection, inLot, this.patience),
      commitmentsTo(facts, this.pace),
    ]);
    const inserted = leaves.filter((_leaf, index) => written[index] === 'inserted');
    // What is not closed is taken apart later.
    this.lots
      ?.end(
        lot,
        inserted.filter((leaf) => leaf !== undefined),
      )
      .catch(() => undefined);
    return written;
  }

  /** A fact that was durable, but perhaps not in the journal, when a process died: as it was written first. */
  private async tellStored(known: readonly F[]): Promise<void> {
    const ids = known.filter(({ owed }) => owed !== true).map(({ _id }) => _id);
    const found = [...(await this.findByIds(ids)).values()];
    const documents = found.map(({ seal: _seal, leaf: _leaf, ...fact }) => fact);
    if (documents.length === 0) return;
    try {
      await this.journal.append([{ kind: 'put', collection: this.name, documents, stored: true }]);
    } catch (error) {
      if (!isTransient(error)) throw error;
      await this.owe(known);
    }
  }

  private async tell(facts: readonly F[]): Promise<void> {
    const documents = facts.filter(({ owed }) => owed !== true);
    if (documents.length > 0) await this.putInJournal(documents);
  }

  /** Resolves when the journal has them. */
  putInJournal(documents: readonly object[]): Promise<void> {
    return this.journal.append([{ kind: 'put', collection: this.name, documents }]);
  }

  /** Facts that say what is erased, before it is; in the erasure ledger without the fields of `omit`, which may name records. */
  async insertTombstones(
    tombstones: readonly F[],
    because: string,
    omit: readonly string[] = [],
  ): Promise<readonly Written[]> {
    const inLedger = tombstones.map((fact) =>
      Object.fromEntries(Object.entries(fact).filter(([field]) => field !== 'salt' && !omit.includes(field))),
    );
    await Promise.all(inLedger.map((fact) => this.erasures.tombstone(fact, because)));
    return this.insertMany(tombstones);
  }

  /** The one way to take facts away: with a note, in the journal and in the erasure ledger. Gives how many there were. */
  erase(filter: mongo.Filter<F>, because: ErasureReason): Promise<number> {
    return eraseFacts(this.collection, filter, because, this.witness);
  }

  /** The one way to take parts of facts away. Reads all that the filter finds. */
  strip(filter: mongo.Filter<F>, change: Strip, because: ErasureReason): Promise<void> {
    return stripFacts(this.collection, filter, change, because, this.witness);
  }

  private async writeNote(note: ErasureNote): Promise<void> {
    const [written] = await this.insertMany([note as Fact as F]);
    if (written !== undefined && isFailed(written)) throw written.failed;
  }

  async findById(id: string): Promise<F | undefined> {
    return (await this.findByIds([id])).get(id);
  }

  async findByIds(ids: readonly string[]): Promise<ReadonlyMap<string, F>> {
    if (ids.length === 0) return new Map();
    const found = await this.find({ _id: { $in: ids } }).toArray();
    return new Map(found.map((fact) => [fact._id, fact]));
  }

  ofParty(party: string, types?: readonly string[]): Promise<readonly F[]> {
    return this.ofParties([party], types);
  }

  /** A fold reads all of a cluster's facts; no order is promised and none may matter. */
  async ofParties(parties: readonly string[], types?: readonly string[]): Promise<readonly F[]> {
    if (parties.length === 0) return [];
    return this.find({
      party: { $in: parties },
      ...(types === undefined ? {} : { type: { $in: types } }),
    }).toArray();
  }

  /**
   * What is still owed and was taken in before `moment`, oldest first. What claims to be from a minute after it and more
   * comes too: a clock that jumped wrote that, and it must not wait for as long as the clock was ahead.
   */
  async owedBefore(moment: Date, limit: number): Promise<readonly F[]> {
    const ahead = new Date(Math.min(moment.getTime() + A_MINUTE_MS, LAST_MOMENT_MS));
    return this.find({ owed: true, $or: [{ takenAt: { $lt: moment } }, { takenAt: { $gt: ahead } }] })
      .sort({ takenAt: 1 })
      .limit(limit)
      .toArray();
  }

  /** For the gauges: how many facts are owed, and since when the oldest is. */
  async owedSummary(): Promise<{ readonly owed: number; readonly oldest?: Date }> {
    const filter = { owed: true, takenAt: { $lt: new Date(LAST_MOMENT_MS) } } as unknown as mongo.Filter<F>;
    const [owed, [oldest]] = await Promise.all([
      this.collection.countDocuments(filter),
      this.owedBefore(new Date(LAST_MOMENT_MS), 1),
    ]);
    return oldest === undefined ? { owed } : { owed, oldest: oldest.takenAt };
  }

  /** The same by event type, most first. Reads every owed fact: for a person who asks, not for a gauge. */
  async owedByType(): Promise<readonly OwedOfType[]> {
    const found = await this.collection
      .aggregate<{ _id: string; events: number; oldestAt: Date }>([
        { $match: { owed: true, takenAt: { $lt: new Date(LAST_MOMENT_MS) } } },
        { $unwind: '$owes' },
        { $group: { _id: '$owes.type', events: { $sum: 1 }, oldestAt: { $min: '$takenAt' } } },
        { $sort: { events: -1, _id: 1 } },
      ])
      .toArray();
    return found.map(({ _id, ...rest }) => ({ type: _id, ...rest }));
  }

  /**
   * Lazy on purpose: a mark lost in a failover only repeats an event, so nobody waits for the journal, but who reads
   * the next page of what is owed (`readable`). What was owed goes with the mark: a command names a person as its
   * addressee knows them.
   */
  async markSettled(ids: readonly string[], until: 'written' | 'readable' = 'written'): Promise<void> {
    if (ids.length === 0) return;
    const unset = { $unset: { owed: 1, owes: 1, audit: 1 } } as unknown as mongo.UpdateFilter<F>;
    const lazily = { writeConcern: { w: 1 } };
    const these = { _id: { $in: ids } } as unknown as mongo.Filter<F>;
    await this.collection.updateMany(these, unset, until === 'written' ? lazily : {});
  }

  /** Takes a mark away that is no part of what happened; one that a crash leaves is found again by whoever looks for it. */
  async unmark(mark: 'open', those: mongo.Filter<F>): Promise<void> {
    const marked = { ...those, [mark]: true } as mongo.Filter<F>;
    await this.collection.updateMany(marked, { $unset: { [mark]: 1 } } as unknown as mongo.UpdateFilter<F>);
  }

  /** The lane's facts after number `after`, in the lane's order. */
  async ofLane(lane: string, after: number, limit: number): Promise<readonly F[]> {
    return this.find({ lane, n: { $gt: after } })
      .sort({ n: 1 })
      .limit(limit)
      .toArray();
  }

  /** How many of the lane's facts are durable here, up to and with number `through`. */
  countOfLane(lane: string, through: number): Promise<number> {
    return this.collection.countDocuments({ lane, n: { $lte: through } } as unknown as mongo.Filter<F>);
  }

  private find(filter: object): mongo.FindCursor<F> {
    return this.collection.find<F>(filter as mongo.Filter<F>);
  }
}

const bytesOf = (leaf: string | undefined): mongo.Binary | undefined =>
  leaf === undefined ? undefined : new mongo.Binary(Buffer.from(leaf, 'base64url'));
