import type { BelievedDates } from '#policy';
import { type ConsentServiceFact, factAsBelieved } from '../consent-facts.js';
import { foldParty } from '../fold-party.decision.js';

/** The facts of each party that has any. */
export function byParty(facts: readonly ConsentServiceFact[]): readonly (readonly ConsentServiceFact[])[] {
  const parties = new Map<string, ConsentServiceFact[]>();
  for (const fact of facts) {
    const own = parties.get(fact.party ?? '');
    if (own === undefined) parties.set(fact.party ?? '', [fact]);
    else own.push(fact);
  }
  return [...parties.values()];
}

/** Consents of one party that stand: granted, and ended by no withdrawal or erasure. */
export function countConsents(own: readonly ConsentServiceFact[], dates: BelievedDates): number {
  const believed = own.map((fact) => factAsBelieved(fact, dates));
  return foldParty(believed, anyChannel).consents.filter(({ withdrawnAt }) => withdrawnAt === undefined)
    .length;
}

/** A consent that lost one channel still stands, and counts once. */
const anyChannel = (): readonly string[] => ['any'];
