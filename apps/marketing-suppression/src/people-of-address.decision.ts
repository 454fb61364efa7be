import { isCurrent, type Stay } from '#policy';
import type { AddressFact } from './address-fact.js';
import { staysIn } from './addresses-of-party.decision.js';
import { rootOf } from './missing-echoes.decision.js';
import type { StandingFact, SuppressionFact } from './prohibition.js';
import { liftedIds } from './prohibitions-in-force.decision.js';

export interface PersonMeant {
  readonly of: StandingFact;
  readonly party: string;
}

/**
 * Whose objection the prohibition of a bare address is: theirs whose address it was when it was made, or, where it was
 * nobody's and is asked at that very moment (`now`), theirs whose address it is as far as anybody knows. Who gets the
 * address later, or has left it before, has objected to nothing.
 */
export function peopleMeant(
  prohibitions: readonly StandingFact[],
  facts: readonly AddressFact[],
  now: boolean,
): readonly PersonMeant[] {
  const parties = new Map<string, AddressFact[]>();
  for (const fact of facts) pushTo(parties, fact);
  const people = [...parties].map(([party, own]) => ({ party, stays: staysIn(own) }));
  const meantBy = (isMeant: (stay: Stay, at: number) => boolean): readonly PersonMeant[] =>
    people.flatMap(({ party, stays }) =>
      prohibitions
        .filter(({ address, at }) =>
          stays.some((stay) => stay.hashes.has(address?.hash ?? '') && isMeant(stay, Date.parse(at))),
        )
        .map((of) => ({ of, party })),
    );
  const then = meantBy(({ since, until = Infinity }, at) => since <= at && at <= until);
  if (!now) return then;
  const told = new Set(then.map(({ of }) => rootOf(of)));
  return [...then, ...meantBy(isCurrent).filter(({ of }) => !told.has(rootOf(of)))];
}

/**
 * A bare address's prohibition means people who come to be known later also where somebody has lifted it since: a person
 * lifts for one person. Only a lift for nobody by name ends it for everybody.
 */
export function stillMeaningPeople(
  prohibitions: readonly StandingFact[],
  facts: readonly SuppressionFact[],
): readonly StandingFact[] {
  const ended = liftedIds(facts.filter(({ party }) => party === undefined));
  return prohibitions.filter((of) => !ended.has(rootOf(of)));
}

function pushTo(parties: Map<string, AddressFact[]>, fact: AddressFact): void {
  const own = parties.get(fact.party);
  if (own === undefined) parties.set(fact.party, [fact]);
  else own.push(fact);
}
