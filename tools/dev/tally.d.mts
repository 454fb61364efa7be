export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly notRun: number;
  /** Files that failed at the first try and were tried once more. */
  readonly triedAgain: readonly string[];
}

type Count = Omit<Tally, 'triedAgain'>;

export function readTally(file: string, exitCode: number): Partial<Count> & Pick<Count, 'failed'>;
export function failedFiles(file: string): readonly (Count & { readonly name: string })[];
export function lastLines(tally: Tally): readonly string[];
