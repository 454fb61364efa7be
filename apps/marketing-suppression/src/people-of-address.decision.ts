import { isCurrent } from '#policy';
import type { AddressFact } from './address-fact.js';
import { staysIn } from './addresses-of-party.decision.js';
import type { StandingFact } from './prohibition.js';

export interface PersonMeant {
  readonly of: StandingFact;
  readonly party: string;
}

/**
 * Whose objection the prohibition of a bare address is: theirs whose address it was when it was made, and, where it is
 * asked at that very moment (`now`), theirs whose address it is as far as anybody knows. Who gets the address later, or
 * has left it before, has objected to nothing.
 */
export function peopleMeant(
  prohibitions: readonly StandingFact[],
  facts: readonly AddressFact[],
  now: boolean,
): readonly PersonMeant[] {
  const parties = new Map<string, AddressFact[]>();
  for (const fact of facts) pushTo(parties, fact);
  return [...parties].flatMap(([party, own]) => {
    const stays = staysIn(own);
    return prohibitions.flatMap((of) => {
      const at = Date.parse(of.at);
      const meant = stays.some(
        (stay) =>
          stay.hashes.has(of.address?.hash ?? '') &&
          ((now && isCurrent(stay)) || (stay.since <= at && at <= (stay.until ?? Infinity))),
      );
      return meant ? [{ of, party }] : [];
    });
  });
}

function pushTo(parties: Map<string, AddressFact[]>, fact: AddressFact): void {
  const own = parties.get(fact.party);
  if (own === undefined) parties.set(fact.party, [fact]);
  else own.push(fact);
}
