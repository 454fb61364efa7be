import type { Law } from '../law/law.js';
import type { CivilDate, Element } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import type { Severity } from './finding.js';

export interface LintContext {
  readonly policy: Policy;
  /** The date the policy is judged on. */
  readonly on: CivilDate;
  /** What of it is in force on that date. */
  readonly law: Law;
  /** What ends before this date is warned of. */
  readonly soon: CivilDate;
}

/** One thing a rule found. `key` is the key inside the element that the finding is about. */
export interface Hit {
  readonly element: Element;
  readonly key?: string;
  readonly concerns?: readonly Element[];
  readonly why: string;
  readonly mend: string;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  readonly article?: string;
}

export interface LintRule {
  readonly id: string;
  readonly severity: Severity;
  readonly article: string;
  /** What the rule looks for, in one line. */
  readonly finds: string;
  find(context: LintContext): readonly Hit[];
}

/** Where nothing is found there is no hit. */
export const hitIf = (found: boolean, hit: () => Hit): Hit[] => (found ? [hit()] : []);

export const listed = (words: readonly string[]): string => words.join(', ');

/** Whether what a policy gives as its provision is one of those the law knows. */
export const rests = (grounds: Law['erasureGrounds'], on: string | undefined): boolean =>
  grounds.some(({ provision }) => on?.includes(provision));

export const provisionsOf = (grounds: Law['erasureGrounds']): string =>
  listed(grounds.map(({ provision }) => provision));
