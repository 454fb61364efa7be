import type { BasisKind, CivilDate } from '../model/elements.js';
import law from './law.json' with { type: 'json' };

/** What the law says, with its dates and where it says so. Data, so that a ruling is a changed line of `law.json`. */
export interface Law {
  readonly mechanisms: readonly LawfulMechanism[];
  /** The rights a notice must tell of; with `whereBasis`, only where some purpose rests on one of them. */
  readonly rights: readonly {
    readonly element: string;
    readonly article: string;
    readonly what: string;
    readonly whereBasis?: readonly BasisKind[];
  }[];
  readonly erasureGrounds: readonly string[];
  readonly strictlyNecessaryCookies: readonly string[];
  readonly answerWithin: {
    readonly period: string;
    readonly extendedPeriod: string;
    readonly reference: string;
  };
  readonly tellSourceWithin: { readonly period: string; readonly reference: string };
  readonly keeping: readonly LawfulKeeping[];
  readonly claims: { readonly period: string; readonly reference: string };
  readonly personalIdentityCode: {
    readonly pattern: string;
    readonly checkCharacters: string;
    readonly reference: string;
  };
}

/** A ground for transfers, known by the number of its decision. */
export interface LawfulMechanism {
  readonly decision: string;
  readonly what: string;
  readonly validFrom: CivilDate;
  readonly validTo?: CivilDate;
  readonly needs?: 'certification' | 'assessment';
  readonly reference: string;
}

/** A duty to keep, known by its provision. */
interface LawfulKeeping {
  readonly provision: string;
  readonly anchor: string;
  readonly period: string;
  readonly reference: string;
}

export const currentLaw = law as Law;
