export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly notRun: number;
  /** Files that failed at the first try and were tried once more. */
  readonly triedAgain: readonly string[];
}

export function lastLines(tally: Tally): readonly string[];
