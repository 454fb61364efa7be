import type { AddressHash } from '#contracts';
import {
  ECHOED,
  LIFTED,
  PROHIBITED,
  echoIdOf,
  type EchoFact,
  type LiftFact,
  type ProhibitionFact,
  type SuppressionFact,
} from './prohibition.js';
import { liftedIds } from './prohibitions-in-force.decision.js';

export interface MissingEchoes {
  /** A prohibition and an address it concerns that nothing says it for yet. */
  readonly echoes: readonly { readonly of: ProhibitionFact; readonly address: AddressHash }[];
  /** An echo of something lifted that no lift has named, so that whoever heard of it hears of its end. */
  readonly lifts: readonly { readonly completes: LiftFact; readonly echo: EchoFact }[];
}

/**
 * What is still to be said so that the marketing service, which knows addresses only, hears each prohibition of a party
 * for each of its addresses, and each lift for each of those. Whoever writes a fact of a party asks this after the
 * write: of two who write at the same time at least one sees both facts.
 */
export function missingEchoes(
  facts: readonly SuppressionFact[],
  addresses: readonly AddressHash[],
): MissingEchoes {
  const lifted = liftedIds(facts);
  const said = new Set(facts.flatMap((fact) => (fact.type === LIFTED ? [] : [fact.suppression])));
  const known = [...new Map(addresses.map((address) => [address.hash, address])).values()];
  const prohibitions = unique(facts.filter((fact) => fact.type === PROHIBITED));
  const echoes = prohibitions
    .filter(({ suppression }) => !lifted.has(suppression))
    .flatMap((of) =>
      known
        .filter(
          (address) => address.hash !== of.address?.hash && !said.has(echoIdOf(of.suppression, address)),
        )
        .map((address) => ({ of, address })),
    );
  return { echoes, lifts: unnamed(facts, lifted) };
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
