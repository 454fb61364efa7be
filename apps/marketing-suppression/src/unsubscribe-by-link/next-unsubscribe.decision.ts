import type { ScopeData } from '#contracts';
import type { ProhibitionFact, SuppressionFact } from '../prohibition.js';
import { ECHOED, PROHIBITED } from '../prohibition.js';
import { prohibitionsInForce } from '../prohibitions-in-force.decision.js';

export type NextUnsubscribe =
  | { readonly standing: ProhibitionFact }
  /** The how-manieth click that has had to be recorded for this address and scope. */
  | { readonly generation: number };

/**
 * A second click changes nothing while the first one's prohibition stands. Once that has been lifted, a click, be it on
 * a link of years ago, is a new act and prohibits anew. Each person whom the link names has a prohibition of their own,
 * so that nobody lifts another's.
 */
export function nextUnsubscribe(
  facts: readonly SuppressionFact[],
  hashes: readonly string[],
  scope: ScopeData,
  party?: string,
): NextUnsubscribe {
  const of = new Set<string | undefined>(hashes);
  // A click on a link from before a rotation met the same address under another hash.
  const roots = new Set(
    facts.flatMap((fact) => (fact.type === ECHOED && of.has(fact.address.hash) ? [fact.root] : [])),
  );
  const clicks = (all: readonly SuppressionFact[]): readonly ProhibitionFact[] =>
    all.filter(
      (fact): fact is ProhibitionFact =>
        fact.type === PROHIBITED &&
        fact.method === 'one-click' &&
        fact.party === party &&
        (of.has(fact.address?.hash) || roots.has(fact.suppression)) &&
        fact.scope.kind === scope.kind &&
        fact.scope.value === scope.value,
    );
  const standing = clicks(prohibitionsInForce(facts))[0];
  if (standing !== undefined) return { standing };
  return { generation: new Set(clicks(facts).map(({ _id }) => _id)).size };
}
