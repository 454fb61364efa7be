import { MOST_NAMED } from '#contracts';
import { ECHOED, personEchoIdOf, type ProhibitionFact, type SuppressionFact } from '../prohibition.js';
import { liftedIds } from '../prohibitions-in-force.decision.js';

export type NamedByLift =
  | { readonly party?: string; readonly suppressions: readonly string[] }
  | { readonly refused: string };

/**
 * What one person's lift ends: nothing that another asked for. Who said that an address may not be written to is not known
 * where several had it. So each of them lifts for themselves (`refs`, their references under the live keys), and
 * the address is free with the last of them.
 */
export function namedByLift(
  prohibition: ProhibitionFact,
  echoesAndLifts: readonly SuppressionFact[],
  refs?: readonly string[],
): NamedByLift {
  const { suppression: root, party } = prohibition;
  const echoes = echoesAndLifts.filter((fact) => fact.type === ECHOED);
  const all = named([root, ...echoes.map(({ suppression }) => suppression)]);
  if (party !== undefined) {
    const isAnothers = refs !== undefined && !refs.includes(party);
    return isAnothers ? { refused: 'is not whose prohibition it is' } : { party, suppressions: all };
  }
  const lifted = liftedIds(echoesAndLifts);
  const people = [...new Set(echoes.flatMap((echo) => echo.party ?? []))];
  const objecting = people.filter((each) => !lifted.has(personEchoIdOf(root, each)));
  if (refs === undefined) {
    if (objecting.length > 1) return { refused: 'must say who lifts: several people object by it' };
    return { ...(objecting[0] !== undefined && { party: objecting[0] }), suppressions: all };
  }
  const others = objecting.filter((each) => !refs.includes(each));
  const own = echoes.filter((echo) => echo.party !== undefined && refs.includes(echo.party));
  const person = own[0]?.party ?? refs[0]!;
  if (others.length > 0 && own.length === 0) return { refused: 'is none of those who object by it' };
  const mine = named(own.map(({ suppression }) => suppression));
  if (others.length > 0) return { party: person, suppressions: mine };
  // Named before it is known as well, so that it lifts also what comes to be known of the person later.
  return { party: person, suppressions: named([root, personEchoIdOf(root, person), ...all]) };
}

/** As many as its event names; where the prohibition itself is lifted, the echoes left over are lifted after it. */
const named = (suppressions: readonly string[]): readonly string[] =>
  [...new Set(suppressions)].slice(0, MOST_NAMED);
