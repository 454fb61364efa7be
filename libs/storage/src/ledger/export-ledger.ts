import type { Connection, mongo } from 'mongoose';
import { civilDateOf } from '#policy';
import type { Fact } from '../facts/fact.js';
import { asOf } from './as-of.js';
import type { LedgerStore, StoredSeal } from './ledger-store.js';
import { type Commitment, FORMAT, type LedgerKey, type LedgerLine, newEnd } from '#ledger';
import { commitmentOf, recordOf, saltOf, storedCommitment } from './fact-commitment.js';
import { COST, Pace } from './pace.js';

export interface LedgerSource {
  readonly service: string;
  readonly connection: Connection;
  readonly facts: mongo.Collection<Fact>;
  readonly store: LedgerStore;
  readonly key: Pick<LedgerKey, 'sign'>;
}

/**
 * The whole ledger as it is at one moment, whatever is written or erased meanwhile. MongoDB keeps that moment for five
 * minutes (minSnapshotHistoryWindowInSeconds).
 */
export async function* exportLedger(source: LedgerSource): AsyncGenerator<LedgerLine> {
  const session = await source.connection.startSession({ snapshot: true });
  try {
    yield { kind: 'ledger', format: FORMAT, service: source.service };
    const last = await source.store.lastSeal(session);
    const waiting = await unsealed(source, session);
    const inLast = new Set(last?.leaves ?? []);
    // Of the last seal some may not be marked yet.
    const marking = waiting.filter(({ leaf }) => inLast.has(leaf));
    for await (const stored of source.store.allSeals(session)) {
      yield { kind: 'seal', ...stored.seal };
      yield* recordsOf(source, session, stored, stored.seal.seal === last?.seal ? marking : []);
    }
    let head = '';
    for await (const each of source.store.allHeads(session)) {
      head = each.head;
      yield { kind: 'head', ...each };
    }
    const pending = waiting.filter(({ leaf }) => !inLast.has(leaf));
    for (const { fact } of pending) yield { kind: 'pending', ...shown(fact) };
    const now = new Date();
    const end = {
      service: source.service,
      at: now.toISOString(),
      day: civilDateOf(now),
      seal: last?.seal ?? 0,
      hash: last?.hash ?? '',
      head,
      pending: pending.map(({ leaf }) => leaf),
    };
    yield { kind: 'end', ...newEnd(end, source.key) };
  } finally {
    await session.endSession();
  }
}

interface Committed {
  readonly fact: Fact;
  readonly leaf: Commitment;
}

async function* recordsOf(
  source: LedgerSource,
  session: mongo.ClientSession,
  { seal: { seal, leaves }, lots }: StoredSeal,
  marking: readonly Committed[],
): AsyncGenerator<LedgerLine> {
  const found = source.facts.find(sealedBy(seal, ...lots), { ...asOf(session), projection: { owes: 0 } });
  const placeOf = new Map(leaves.map((leaf, index) => [leaf, index]));
  // What does not fit its seal any more is shown last, for the check to name it.
  const placed = [...(await committed(found, commitmentOf)), ...marking]
    .map(({ fact, leaf }) => ({ fact, leaf: placeOf.get(leaf) ?? leaves.length }))
    .sort((one, other) => one.leaf - other.leaf);
  for (const { fact, leaf } of placed) yield { kind: 'record', seal, leaf, ...shown(fact) };
}

/**
 * A fact without a salt is of a version before the ledger, and not in it yet. One that was changed since it was appended
 * is told by the commitment from then.
 */
async function unsealed(source: LedgerSource, session: mongo.ClientSession): Promise<readonly Committed[]> {
  const lots = await source.store.lots.all(session);
  const sealed = await source.store.sealedOf(lots, session);
  const open = lots.filter((lot) => !sealed.has(lot));
  const filter = { ...sealedBy(null, ...open), salt: { $exists: true } };
  const found = source.facts.find(filter, { ...asOf(session), projection: { owes: 0 } });
  return committed(found, (fact) => storedCommitment(fact) ?? commitmentOf(fact));
}

const sealedBy = (...marks: readonly (number | string | null)[]): mongo.Filter<Fact> =>
  ({ seal: { $in: marks } }) as unknown as mongo.Filter<Fact>;

async function committed(
  facts: AsyncIterable<Fact>,
  leafOf: (fact: Fact) => Commitment | undefined,
): Promise<readonly Committed[]> {
  const pace = new Pace();
  const all: Committed[] = [];
  for await (const fact of facts) {
    const leaf = leafOf(fact);
    if (leaf !== undefined) all.push({ fact, leaf });
    await pace.spend(COST.commit);
  }
  return all;
}

const shown = (fact: Fact): { readonly salt: string; readonly record: ReturnType<typeof recordOf> } => ({
  salt: Buffer.from(saltOf(fact.salt!)).toString('base64url'),
  record: recordOf(fact),
});
