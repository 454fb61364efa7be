import type { Because, Policy } from '#policy';
import type { OpenedReply, RequestFile } from '../request-file.js';

export interface RequestOutcome {
  readonly outcome: 'granted' | 'partly-granted';
  readonly because: readonly Because[];
}

/** A holder words its own provisions; each is with its record all the same. */
const MOST_PROVISIONS = 100;

type Answered = Pick<RequestFile, 'received' | 'replies'>;

/**
 * An erasure that leaves something is granted in part, and says by which provisions (Art. 12(4), 17(3)). The file of
 * the request itself is not what was asked for: it is shown as kept (Art. 5(2)), and limits nothing.
 */
export function outcomeOf(policy: Policy, file: Answered, said: readonly OpenedReply[]): RequestOutcome {
  const { kind, request } = file.received;
  const right = kind === 'access' ? 'right.access' : 'right.erase';
  const { id, statements } = policy.elements.get(right) ?? { id: right, statements: [] };
  const granted = (reason: string): RequestOutcome => ({
    outcome: 'granted',
    because: [{ element: id, statements, reason }],
  });
  const others = said
    .flatMap(({ items, verdicts }) => [...items, ...verdicts])
    .filter(({ record }) => record !== request);
  if (others.length === 0 && !saidToHold(file)) return granted('nothing-was-held');
  if (kind === 'access') return granted('every-participant-answered');
  const kept = others.flatMap((one) => ('keep' in one ? one.keep : []));
  const provisions = [...new Set(kept.map(({ provision }) => provision))].sort().slice(0, MOST_PROVISIONS);
  if (provisions.length === 0) return granted('every-holder-confirmed');
  const limits = statements.filter((one) => one === 'right.erase-limits');
  return {
    outcome: 'partly-granted',
    because: provisions.map((provision) => ({
      element: id,
      statements: limits,
      reason: 'kept-by-law',
      provision,
    })),
  };
}

/** By its outcome, for who names no records; our own answer always has the file of this request in it. */
const saidToHold = ({ replies }: Answered): boolean =>
  replies.some(
    ({ participant, outcome }) =>
      participant !== 'subject-requests' && (outcome === 'done' || outcome === 'retained'),
  );
