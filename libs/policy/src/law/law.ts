import { within } from '../calendar/civil-date.js';
import type { BasisKind, CivilDate } from '../model/elements.js';
import law from './law.json' with { type: 'json' };

/** In force from the first to the last day, both included. */
interface Dated {
  readonly validFrom: CivilDate;
  readonly validTo?: CivilDate;
}

/** What the law says, with its dates and where it says so. Data, so that a ruling is a changed line of `law.json`. */
export interface Law {
  /** The acts that the rules of the lint are named by. */
  readonly acts: readonly (Dated & { readonly act: string; readonly reference: string })[];
  readonly eea: readonly (Dated & { readonly countries: readonly string[]; readonly reference: string })[];
  readonly mechanisms: readonly LawfulMechanism[];
  /** The rights a notice must tell of; with `whereBasis`, only where some purpose rests on one of them. */
  readonly rights: readonly (Dated & {
    readonly element: string;
    readonly article: string;
    readonly what: string;
    readonly whereBasis?: readonly BasisKind[];
  })[];
  readonly erasureGrounds: readonly LawfulGround[];
  readonly strictlyNecessaryCookies: readonly LawfulGround[];
  readonly answerWithin: readonly (Dated & {
    readonly period: string;
    readonly extendedPeriod: string;
    readonly reference: string;
  })[];
  readonly tellSourceWithin: readonly (Dated & { readonly period: string; readonly reference: string })[];
  readonly keeping: readonly LawfulKeeping[];
  readonly claims: readonly (Dated & { readonly period: string; readonly reference: string })[];
  readonly personalIdentityCode: readonly (Dated & {
    readonly pattern: string;
    readonly checkCharacters: string;
    readonly reference: string;
  })[];
}

/** A ground for transfers, known by the number of its decision or, where it needs none, by its article. */
export interface LawfulMechanism extends Dated {
  readonly decision?: string;
  readonly article?: string;
  readonly what: string;
  /** Without them it serves every country. */
  readonly countries?: readonly string[];
  readonly needs?: 'certification' | 'assessment';
  readonly reference: string;
}

interface LawfulGround extends Dated {
  readonly provision: string;
}

/** A duty to keep, known by its provision. */
interface LawfulKeeping extends LawfulGround {
  readonly anchor: string;
  readonly period: string;
  /** The countries each controller of which keeps books, and so what it says; without them it is a duty of some only. */
  readonly requiredIn?: readonly string[];
  readonly reference: string;
}

export const currentLaw = law as Law;

/** What of the law is in force on a date. Mechanisms stay, for what is void is to be found and named. */
export function lawOn(law: Law, on: CivilDate): Law {
  const inForce = Object.entries(law).map(([section, entries]) => [
    section,
    (entries as readonly Dated[]).filter((entry) => within(on, entry)),
  ]);
  return { ...(Object.fromEntries(inForce) as unknown as Law), mechanisms: law.mechanisms };
}
