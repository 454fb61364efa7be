import { isAt } from '#policy';
import type { AddressFact } from '../address-fact.js';
import { staysIn } from '../addresses-of-party.decision.js';
import type { LinkGrant } from '../link-token.js';

/**
 * Who objects by a click: whom the link names and, where it has no room for all, whoever had the address when it was made.
 * A link from before links named anybody can have been sent to anybody who had the address since, so it is the objection
 * of a person only where a single one ever had it, and stops the address alone otherwise.
 */
export function peopleOfClick(
  { people, madeAt }: Pick<LinkGrant, 'people' | 'madeAt'>,
  hashes: ReadonlySet<string>,
  facts: readonly AddressFact[],
): readonly string[] {
  const told = facts.filter(({ addresses }) => addresses.some(({ hash }) => hashes.has(hash)));
  if (people === undefined) {
    const known = new Set(told.map(({ source, partyId }) => `${source} ${partyId}`));
    return known.size === 1 ? [...new Set(told.map(({ party }) => party))] : [];
  }
  const had = madeAt === undefined ? [] : havingAt(Date.parse(madeAt), hashes, facts);
  return [...new Set([...people, ...had])];
}

function havingAt(
  moment: number,
  hashes: ReadonlySet<string>,
  facts: readonly AddressFact[],
): readonly string[] {
  const parties = [...new Set(facts.map(({ party }) => party))];
  return parties.filter((party) =>
    staysIn(facts.filter((fact) => fact.party === party)).some(
      (stay) => isAt(stay, hashes) && stay.since <= moment && moment <= (stay.until ?? Infinity),
    ),
  );
}
