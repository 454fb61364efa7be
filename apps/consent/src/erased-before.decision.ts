import type { ConsentServiceFact } from './consent-facts.js';

/**
 * The latest act an erasure reaches, in milliseconds; `-Infinity` where nothing was erased. An act of the same
 * instant counts as erased. Judged by the act's own time, however late its fact arrives.
 */
export function erasedBefore(facts: readonly ConsentServiceFact[]): number {
  return facts.reduce(
    (latest, fact) => (fact.type === 'party.erased' ? Math.max(latest, Date.parse(fact.at)) : latest),
    -Infinity,
  );
}

export const isErased = ({ at }: Pick<ConsentServiceFact, 'at'>, erased: number): boolean =>
  Date.parse(at) <= erased;
