/**
 * What a change touches. `consent`: it is asked again for what changed. `kept-otherwise`: longer for some and shorter
 * for others. `information`: what the notice tells beside the processing. `wording`: how a thing is put, and no more.
 */
export type Matter =
  | 'consent'
  | 'kept-longer'
  | 'kept-shorter'
  | 'kept-otherwise'
  | 'disclosure'
  | 'processing'
  | 'rights'
  | 'information'
  | 'wording';

/** One difference between two versions of a policy. */
export interface PolicyChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** Id of the element; the key itself for what belongs to no element (`maxStaleness`). */
  readonly element: string;
  /** The statements the element carries, in the later version where it is there. */
  readonly statements: readonly string[];
  /** What of the element, with dots for what lies within (`contract.validTo`); only where it changed. */
  readonly field?: string;
  /** As in the file; left out where there was or is nothing. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** Never empty. */
  readonly matters: readonly Matter[];
  /** One sentence in plain English. */
  readonly words: string;
}
