import { ECHOED, LIFTED, type StandingFact, type SuppressionFact } from './prohibition.js';

/**
 * Added minus lifted, whatever the order and however often a fact is met. A lift ends exactly what it names, and
 * an echo with the prohibition it follows; nothing else ends a prohibition, no permission and no time.
 */
export function prohibitionsInForce(facts: readonly SuppressionFact[]): readonly StandingFact[] {
  const lifted = liftedIds(facts);
  const standing = new Map<string, StandingFact>();
  for (const fact of facts) {
    if (fact.type === LIFTED || lifted.has(fact.suppression)) continue;
    if (fact.type === ECHOED && lifted.has(fact.root)) continue;
    standing.set(fact.suppression, fact);
  }
  return [...standing.values()];
}

export function liftedIds(facts: readonly SuppressionFact[]): ReadonlySet<string> {
  return new Set(facts.flatMap((fact) => (fact.type === LIFTED ? fact.suppressions : [])));
}

/** The day of the first act that lifted it; nothing while it is in force. */
export function liftedOn(
  { suppression }: StandingFact,
  facts: readonly SuppressionFact[],
): { readonly liftedOn?: string } {
  const days = facts.flatMap((fact) =>
    fact.type === LIFTED && fact.suppressions.includes(suppression) ? [fact.on] : [],
  );
  const first = days.sort()[0];
  return first === undefined ? {} : { liftedOn: first };
}
