import type { AddressHash } from '#contracts';
import { type Stay, staysOf } from '#policy';
import type { AddressFact } from './address-fact.js';
import { actsIn } from './acts-in.decision.js';

/** A hash of an address, and until when it was the party's; left out while it is. */
export interface PartyAddress {
  readonly address: AddressHash;
  readonly until?: number;
}

export const staysIn = (facts: readonly AddressFact[]): readonly Stay[] =>
  staysOf(facts.flatMap((fact) => actsIn(fact)).filter((act) => act.type === 'told'));

/** Every address that these facts tell, each under every key it was told under. */
export function addressesOfParty(facts: readonly AddressFact[]): readonly PartyAddress[] {
  const told = new Map(facts.flatMap(({ addresses }) => addresses.map((each) => [each.hash, each] as const)));
  const ends = new Map<string, number>();
  for (const { hashes, until = Infinity } of staysIn(facts))
    for (const hash of hashes) ends.set(hash, Math.max(until, ends.get(hash) ?? -Infinity));
  return [...told.values()].flatMap((address) => {
    const until = ends.get(address.hash);
    if (until === undefined) return [];
    return [until === Infinity ? { address } : { address, until }];
  });
}
