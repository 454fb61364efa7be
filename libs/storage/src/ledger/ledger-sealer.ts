import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { addDays, civilDateOf } from '#policy';
import type { Fact } from '../facts/fact.js';
import type { FactCollection } from '../facts/fact-collection.js';
import { type Journal, noJournal } from '../journal/journal.port.js';
import type { LedgerStore } from './ledger-store.js';
import { type Commitment, type LedgerKey, MerkleTree, type Seal, newHead, newSeal } from '#ledger';
import type { Lot } from './lot.schema.js';
import { COST, Pace } from './pace.js';
import { unpackLeaves } from './pack-leaves.js';
import { readUnsealed, type Unsealed } from './read-unsealed.js';

export interface LedgerSealerOptions {
  readonly service: string;
  readonly facts: FactCollection;
  readonly store: LedgerStore;
  readonly key: Pick<LedgerKey, 'sign'>;
  readonly journal?: Journal;
  /** Machine time. */
  readonly clockMs?: () => number;
  readonly mostInOne?: number;
  readonly pace?: Pick<Pace, 'spend'>;
}

/** `isFull`: as many as one seal may take were found, so more may wait. What comes meanwhile waits for the next round. */
interface Part {
  readonly sealed: number;
  readonly isFull: boolean;
}

const LEASE_MS = 30_000;
/** A day is over for its head when no clock that seals may still be in it. */
const AFTER_MIDNIGHT_MS = 60_000;
/** As many as fill a seal. */
const MOST_LOTS = 24;
const MARKED_AT_ONCE = 100;
/** After each slice: as long as the slice, so that a write made meanwhile meets one of them, not all. */
const REST_MS = 5;
const JOURNALED_AT_ONCE = 16;
const MOST_IN_ONE = 4096;

/**
 * Seals what no seal holds yet: lots as a whole, other facts one by one. Their marks come last, so a crash leaves facts
 * that are sealed and not marked: the next round finds them among the leaves of the last seal, and marks them.
 */
export class LedgerSealer {
  private readonly holder = randomUUID();
  private readonly pace: Pick<Pace, 'spend'>;
  private marked = 0;

  constructor(private readonly options: LedgerSealerOptions) {
    this.pace = options.pace ?? new Pace(() => pause(REST_MS));
  }

  /** Gives how many facts it sealed: 0 also where another instance is the one that seals. */
  async round(): Promise<number> {
    const { store } = this.options;
    if (!(await store.lease.hold(this.holder, LEASE_MS))) return 0;
    await this.signHeads();
    await store.lots.takeApart();
    let sealed = 0;
    // Facts first: what the last seal holds and a crash left unmarked is looked for among the leaves of the last one only.
    for (const part of [() => this.sealFacts(), () => this.sealLots()]) {
      for (let isFull = true; isFull;) {
        const done = await part();
        sealed += done.sealed;
        isFull = done.isFull;
        if (!(await store.lease.hold(this.holder, LEASE_MS))) return sealed;
      }
    }
    await store.lease.noteRound();
    await this.tellJournal();
    return sealed;
  }

  /** In their order, each at least once; sealing does not wait for the broker. */
  private async tellJournal(): Promise<void> {
    const { store, journal = noJournal } = this.options;
    for (;;) {
      const { seals, heads, journaled } = await store.notJournaled(JOURNALED_AT_ONCE);
      if (seals.length === 0 && heads.length === 0) return;
      await journal.append([
        { kind: 'put', collection: 'seals', documents: seals },
        { kind: 'put', collection: 'heads', documents: heads },
      ]);
      await store.lease.noteJournaled(journaled);
    }
  }

  release(): Promise<void> {
    return this.options.store.lease.release(this.holder);
  }

  /** The last seal is read first: one made meanwhile takes the number from ours. */
  private async sealFacts(): Promise<Part> {
    const last = await this.options.store.lastSeal();
    const found = await this.unsealed(null, this.mostInOne);
    if (found.length === 0) return { sealed: 0, isFull: false };
    const known = new Set(last === undefined || this.marked === last.seal ? [] : last.leaves);
    const isKnown = ({ leaf }: Unsealed): boolean => known.has(leaf);
    if (last !== undefined) await this.mark(found.filter(isKnown), last);
    const fresh = found.filter((fact) => !isKnown(fact));
    // Others of the last seal may be behind what is fresh; they are known by its leaves only while it is the last.
    if (fresh.length < found.length) return { sealed: 0, isFull: true };
    const sealed = await this.seal(last, leavesOf(fresh), async (seal) => {
      await this.mark(fresh, seal);
      this.marked = seal.seal;
    });
    return { sealed, isFull: found.length === this.mostInOne };
  }

  private async sealLots(): Promise<Part> {
    const { store } = this.options;
    const last = await store.lastSeal();
    const closed = await store.lots.closed(MOST_LOTS);
    if (closed.length === 0) return { sealed: 0, isFull: false };
    const known = await store.sealedOf(closed.map(({ lot }) => lot));
    await store.lots.forget([...known]);
    const lots: Lot[] = [];
    const leaves: Commitment[] = [];
    for (const { lot, leaves: own } of closed.filter((one) => !known.has(one.lot))) {
      if (leaves.length >= this.mostInOne) break;
      leaves.push(...(own === undefined ? leavesOf(await this.unsealed(lot)) : unpackLeaves(own)));
      lots.push(lot);
    }
    const isFull = closed.length === MOST_LOTS || known.size + lots.length < closed.length;
    const forgotten = (): Promise<void> => store.lots.forget(lots);
    if (leaves.length > 0) return { sealed: await this.seal(last, leaves, forgotten, lots), isFull };
    await forgotten();
    return { sealed: 0, isFull };
  }

  /** Gives how many it sealed: 0 where another was first. `after` comes once the seal stands. */
  private async seal(
    last: Seal | undefined,
    leaves: readonly Commitment[],
    after: (seal: Seal) => Promise<void>,
    lots?: readonly Lot[],
  ): Promise<number> {
    const { service, store, key } = this.options;
    const about = { service, ...(await this.momentAfter(last)) };
    const seal = newSeal(last, about, leaves, key, await this.rootOf(leaves));
    await this.pace.spend(leaves.length * COST.pack);
    if (!(await store.putSeal(seal, lots))) return 0;
    await after(seal);
    return leaves.length;
  }

  /** Never back, and never into a day whose head is signed, whatever the clock says. */
  private async momentAfter(last: Seal | undefined): Promise<Pick<Seal, 'at' | 'day'>> {
    const now = Math.max(this.now(), last === undefined ? 0 : Date.parse(last.at));
    const head = await this.options.store.lastHead();
    const today = civilDateOf(new Date(now));
    const after = head === undefined ? today : addDays(head.day, 1);
    return { at: new Date(now).toISOString(), day: today < after ? after : today };
  }

  private async rootOf(leaves: readonly Commitment[]): Promise<string> {
    const tree = new MerkleTree();
    for (const leaf of leaves) {
      tree.add(leaf);
      await this.pace.spend(COST.hash);
    }
    return tree.root();
  }

  /** A fact that lost parts since it was read has another salt and no commitment, and waits for a seal of what is left. */
  private async mark(facts: readonly Unsealed[], { seal }: Seal): Promise<void> {
    for (let from = 0; from < facts.length; from += MARKED_AT_ONCE) {
      const some = facts.slice(from, from + MARKED_AT_ONCE);
      const asRead = {
        _id: { $in: some.map(({ _id }) => _id) },
        $or: [
          { leaf: { $in: some.flatMap(({ stored }) => stored ?? []) } },
          { leaf: null, salt: { $in: some.flatMap(({ salt }) => salt ?? []) } },
        ],
      } as unknown as mongo.Filter<Fact>;
      await this.options.facts.collection.updateMany(asRead, { $set: { seal }, $unset: { leaf: 1 } });
      await this.pace.spend(some.length * COST.mark);
    }
  }

  private unsealed(mark: Lot | null, most = 0): Promise<readonly Unsealed[]> {
    return readUnsealed(this.options.facts.collection, mark, most, this.pace);
  }

  private async signHeads(): Promise<void> {
    const { store, key } = this.options;
    let last = await store.lastHead();
    const first = last === undefined ? await store.firstDay() : addDays(last.day, 1);
    if (first === undefined) return;
    const today = civilDateOf(new Date(this.now() - AFTER_MIDNIGHT_MS));
    for (let day = first; day < today; day = addDays(day, 1)) {
      const seal = await store.lastThrough(day);
      if (seal === undefined) return;
      const head = newHead(last, day, seal, key);
      if (!(await store.putHead(head))) return;
      last = head;
    }
  }

  private get mostInOne(): number {
    return this.options.mostInOne ?? MOST_IN_ONE;
  }

  private now(): number {
    return (this.options.clockMs ?? Date.now)();
  }
}

const leavesOf = (facts: readonly Unsealed[]): readonly Commitment[] => facts.map(({ leaf }) => leaf);
