import type { ConsentServiceFact } from '../consent-facts.js';
import { foldParty } from '../fold-party.decision.js';

/** Consents that stand, over all parties: granted, and ended by no withdrawal or erasure. */
export function countConsents(facts: readonly ConsentServiceFact[]): number {
  const byParty = new Map<string, ConsentServiceFact[]>();
  for (const fact of facts) {
    const party = fact.party ?? '';
    byParty.set(party, [...(byParty.get(party) ?? []), fact]);
  }
  return [...byParty.values()]
    .flatMap((own) => foldParty(own, anyChannel).consents)
    .filter(({ withdrawnAt }) => withdrawnAt === undefined).length;
}

/** A consent that lost one channel still stands, and counts once. */
const anyChannel = (): readonly string[] => ['any'];
