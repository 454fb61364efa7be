import type { Sabotage } from './declarations.mjs';

export interface Outcome {
  readonly didNotRun: readonly string[];
  readonly tests: readonly {
    readonly file: string;
    readonly title: string;
    readonly titles: readonly string[];
    readonly red: boolean;
    readonly byAssertion: boolean;
  }[];
}
export interface Verdict {
  readonly id: string;
  readonly enforced: boolean;
  readonly red: readonly string[];
  readonly problems: readonly string[];
}
export function outcomeOf(result: { readonly testResults: readonly object[] }, root: string): Outcome;
export function judge(sabotage: Sabotage, outcome: Outcome, statements: readonly string[]): Verdict;
