import type { PartyId, RecordKind, RecordVerdict, ReplyOutcome } from '#contracts';
import { civilDateOf, foldConsents, type Policy } from '#policy';
import {
  type ConsentServiceFact,
  type ContractFact,
  type DirectoryFact,
  isDirectory,
} from '../consent-facts.js';
import { erasedBefore, isErased } from '../erased-before.decision.js';
import { actsIn } from '../fold-party.decision.js';
import { proofVerdict } from './proof-verdict.decision.js';

export interface ErasurePlan {
  readonly outcome: Exclude<ReplyOutcome, 'failed'>;
  /** Of the proofs that stay. */
  readonly kept: readonly RecordVerdict[];
  /** Whether everything told of the party goes, and with it the key. */
  readonly directory: boolean;
  /** Fact ids of single orders, and of consents whose proof nothing keeps any more. */
  readonly orders: readonly string[];
  readonly proofs: readonly string[];
}

const describing: readonly string[] = ['identity', 'contact', 'registration'];

/**
 * What an erase command does here. Without verdicts, everything goes but the proof the law keeps; with them, just the
 * records named, each by its verdict. Erasing the directory ends the party's consents, so their proof has its last day.
 */
export function planErasure(
  policy: Policy,
  party: PartyId,
  facts: readonly ConsentServiceFact[],
  now: string,
  records?: readonly RecordVerdict[],
): ErasurePlan {
  const before = erasedBefore(facts);
  const live = facts.filter(isDirectory).filter((fact) => !isErased(fact, before));
  const proven = new Set(
    facts.flatMap((fact) => (fact.type === 'consent.granted' && fact.evidence ? [fact._id] : [])),
  );
  const acts = facts.flatMap(actsIn);
  const grants = acts.filter((act) => act.type === 'granted');
  const withdrawals = acts.filter((act) => act.type === 'withdrawn');
  const proofs = foldConsents(grants, withdrawals, () => [], now)
    .filter(({ id }) => proven.has(id))
    .map((consent) => proofVerdict(policy, consent, civilDateOf(now)));
  return records === undefined
    ? planWhole(live, proofs)
    : planRecords(
        party,
        live,
        proofs,
        new Map(records.map((verdict) => [`${verdict.kind}/${verdict.record}`, verdict])),
      );
}

function planWhole(live: readonly DirectoryFact[], proofs: readonly RecordVerdict[]): ErasurePlan {
  const kept = proofs.filter(({ keep }) => keep.length > 0);
  const gone = proofs.filter(({ keep }) => keep.length === 0);
  const directory = live.length > 0;
  return {
    outcome: kept.length > 0 ? 'retained' : directory || gone.length > 0 ? 'done' : 'none',
    kept,
    directory,
    orders: [],
    proofs: gone.map(({ record }) => record),
  };
}

function planRecords(
  party: PartyId,
  live: readonly DirectoryFact[],
  proofs: readonly RecordVerdict[],
  named: ReadonlyMap<string, RecordVerdict>,
): ErasurePlan {
  const { kind, record } = recordOf(party);
  const own = named.get(`${kind}/${record}`);
  const directory =
    live.length > 0 &&
    own !== undefined &&
    !own.keep.some(({ fieldClass }) => describing.includes(fieldClass));
  const orders = live
    .filter((fact): fact is ContractFact => fact.type === 'contract.opened')
    .filter(({ order }) => order !== undefined && goes(named.get(`order/${order}`), 'order'));
  const gone = proofs.filter((proof) => goes(named.get(`consent/${proof.record}`), 'permissions'));
  const kept = proofs.filter((proof) => named.has(`consent/${proof.record}`) && !gone.includes(proof));
  const erased = directory || orders.length > 0 || gone.length > 0;
  return {
    outcome: kept.length > 0 ? 'retained' : erased ? 'done' : 'none',
    kept,
    directory,
    orders: orders.map(({ _id }) => _id),
    proofs: gone.map(({ record }) => record),
  };
}

const goes = (verdict: RecordVerdict | undefined, fieldClass: string): boolean =>
  verdict !== undefined && !verdict.keep.some((kept) => kept.fieldClass === fieldClass);

const kinds: Readonly<Record<string, RecordKind>> = {
  customer: 'customer',
  buyer: 'order',
  recipient: 'order',
  user: 'account',
};

/** The verdict on the party's own record, for a reply. */
export const directoryErased = (party: PartyId): RecordVerdict => ({
  ...recordOf(party),
  erase: [...describing],
  keep: [],
});

/** The store's own record of the party: a guest is known by the order alone. */
export function recordOf({ id }: PartyId): { readonly kind: RecordKind; readonly record: string } {
  const [role = '', ...rest] = id.split('/');
  return { kind: kinds[role] ?? 'customer', record: rest.join('/') };
}
