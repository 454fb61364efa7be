/**
 * `error`: against the law, stops a publish. `conflict`: the policy contradicts itself and a person must choose; stops a
 * publish too. `warning`: should be mended.
 */
export type Severity = 'error' | 'conflict' | 'warning';

/** Lines and columns count from 1; `pointer` is a JSON pointer into the file. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly pointer: string;
}

/** What the lint found: where, against which article, why, and what the company can do about it. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly article: string;
  /** Id of the element; empty for a file that could not be read. */
  readonly element: string;
  /** Ids of the other elements the finding rests on. */
  readonly concerns: readonly string[];
  readonly place: Place;
  readonly why: string;
  readonly mend: string;
  readonly statements: readonly string[];
}

/** A finding that stops a publish unless it is accepted. */
export const stopsPublish = ({ severity }: Pick<Finding, 'severity'>): boolean => severity !== 'warning';
