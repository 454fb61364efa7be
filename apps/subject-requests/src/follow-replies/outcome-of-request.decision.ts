import type { RecordVerdict, RequestKind } from '#contracts';
import type { Because, Policy } from '#policy';

export interface RequestOutcome {
  readonly outcome: 'granted' | 'partly-granted';
  readonly because: readonly Because[];
}

/** An erasure that leaves something is granted in part, and says by which provisions (Art. 12(4), 17(3)). */
export function outcomeOf(
  policy: Policy,
  kind: RequestKind,
  verdicts: readonly RecordVerdict[],
): RequestOutcome {
  const right = kind === 'access' ? 'right.access' : 'right.erase';
  const { id, statements } = policy.elements.get(right) ?? { id: right, statements: [] };
  const provisions = [
    ...new Set(verdicts.flatMap(({ keep }) => keep.map(({ provision }) => provision))),
  ].sort();
  if (kind === 'access' || provisions.length === 0) {
    const reason = kind === 'access' ? 'every-participant-answered' : 'every-holder-confirmed';
    return { outcome: 'granted', because: [{ element: id, statements, reason }] };
  }
  const limits =
    policy.elements.get('right.erase')?.statements.filter((one) => one === 'right.erase-limits') ?? [];
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
