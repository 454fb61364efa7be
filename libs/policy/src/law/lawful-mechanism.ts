import { earliest } from '../calendar/civil-date.js';
import type { Mechanism } from '../model/elements.js';
import { currentLaw, type Law, type LawfulMechanism } from './law.js';

/** Numbers of decisions in a reference; the number of the GDPR is none. */
const decisionNumbers = /(?<!Regulation \(EU\) )\b(?:19|20)\d\d\/\d+/g;

export const decisionsNamedIn = (reference: string): string[] => reference.match(decisionNumbers) ?? [];

/**
 * What a mechanism of a policy is by law: the first decision its reference names that the law knows, whatever the policy
 * calls it. Where it names no decision at all, the article of a ground that needs none.
 */
export function lawfulMechanism(
  { mechanisms }: Pick<Law, 'mechanisms'>,
  { reference = '' }: Pick<Mechanism, 'reference'>,
): LawfulMechanism | undefined {
  const named = decisionsNamedIn(reference);
  return named.length === 0
    ? mechanisms.find(({ article }) => article !== undefined && reference.includes(article))
    : named.flatMap((number) => mechanisms.filter(({ decision }) => decision === number))[0];
}

/** In what a policy goes beyond the law: it may tighten dates, countries and conditions, never loosen them. */
export function loosened(
  mechanism: Mechanism,
  lawful: LawfulMechanism,
): ('validFrom' | 'validTo' | 'countries' | 'needs')[] {
  const { validFrom, validTo, countries, needs } = lawful;
  return [
    ...(validTo !== undefined && !(mechanism.validTo !== undefined && mechanism.validTo <= validTo)
      ? (['validTo'] as const)
      : []),
    ...(mechanism.validFrom < validFrom ? (['validFrom'] as const) : []),
    ...(countries !== undefined && mechanism.countries?.every((each) => countries.includes(each)) !== true
      ? (['countries'] as const)
      : []),
    ...(needs !== undefined && mechanism.needs !== needs ? (['needs'] as const) : []),
  ];
}

/** The mechanism as far as the law carries it. One the law does not know is as the policy says. */
export function asLawAllows(mechanism: Mechanism, law: Pick<Law, 'mechanisms'> = currentLaw): Mechanism {
  const lawful = lawfulMechanism(law, mechanism);
  if (lawful === undefined || loosened(mechanism, lawful).length === 0) return mechanism;
  const { validFrom, validTo, countries, needs = mechanism.needs, reference } = lawful;
  const end = earliest(mechanism.validTo, validTo);
  const served = mechanism.countries?.filter((country) => countries?.includes(country) ?? true) ?? countries;
  return {
    ...mechanism,
    validFrom: mechanism.validFrom > validFrom ? mechanism.validFrom : validFrom,
    ...(end !== undefined && { validTo: end }),
    ...(served !== undefined && { countries: served }),
    ...(needs !== undefined && { needs }),
    reference,
  };
}
