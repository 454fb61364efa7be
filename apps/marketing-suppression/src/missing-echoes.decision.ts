import type { AddressHash } from '#contracts';
import type { PartyAddress } from './addresses-of-party.decision.js';
import {
  ECHOED,
  LIFTED,
  PROHIBITED,
  type EchoFact,
  type LiftFact,
  type StandingFact,
  type SuppressionFact,
} from './prohibition.js';
import { liftedIds } from './prohibitions-in-force.decision.js';

export interface MissingEchoes {
  /** A prohibition, or an echo of it, and an address it concerns that nothing says it for yet. */
  readonly echoes: readonly { readonly of: StandingFact; readonly address: AddressHash }[];
  /** An echo of something lifted that no lift has named, so that whoever heard of it hears of its end. */
  readonly lifts: readonly { readonly completes: LiftFact; readonly echo: EchoFact }[];
}

/**
 * What is still to be said so that the marketing service, which knows addresses only, hears each prohibition of a party
 * for each address that is the party's or was when it was made, and each lift for each of those. Whoever writes a fact
 * of a party asks this after the write: of two who write at the same time at least one sees both facts.
 */
export function missingEchoes(
  facts: readonly SuppressionFact[],
  addresses: readonly PartyAddress[],
): MissingEchoes {
  const lifted = liftedIds(facts);
  const known = [...new Map(addresses.map((each) => [each.address.hash, each])).values()];
  const echoes = [...byRoot(facts)].flatMap(([root, said]) => {
    if (lifted.has(root)) return [];
    const [of] = said;
    const told = new Set(said.map(({ address }) => address?.hash));
    return known
      .filter(({ address, until = Infinity }) => !told.has(address.hash) && Date.parse(of!.at) <= until)
      .map(({ address }) => ({ of: of!, address }));
  });
  return { echoes, lifts: unnamed(facts, lifted) };
}

export const rootOf = (fact: StandingFact): string => (fact.type === ECHOED ? fact.root : fact.suppression);

/** All that is said of one prohibition, itself first. */
function byRoot(facts: readonly SuppressionFact[]): ReadonlyMap<string, readonly StandingFact[]> {
  const roots = new Map<string, StandingFact[]>();
  for (const fact of unique(facts.filter((each) => each.type !== LIFTED))) {
    const said = roots.get(rootOf(fact)) ?? [];
    if (fact.type === PROHIBITED) said.unshift(fact);
    else said.push(fact);
    roots.set(rootOf(fact), said);
  }
  return roots;
}

function unnamed(facts: readonly SuppressionFact[], lifted: ReadonlySet<string>): MissingEchoes['lifts'] {
  const liftOf = (root: string): LiftFact | undefined =>
    facts
      .filter((fact) => fact.type === LIFTED && fact.suppressions.includes(root))
      .map((fact) => fact as LiftFact)
      .sort((a, b) => (a.lift < b.lift ? -1 : 1))[0];
  return unique(facts.filter((fact) => fact.type === ECHOED))
    .filter(({ root, suppression }) => lifted.has(root) && !lifted.has(suppression))
    .flatMap((echo) => {
      const completes = liftOf(echo.root);
      return completes === undefined ? [] : [{ completes, echo }];
    });
}

function unique<F extends SuppressionFact>(facts: readonly F[]): readonly F[] {
  return [...new Map(facts.map((fact) => [fact._id, fact])).values()];
}
