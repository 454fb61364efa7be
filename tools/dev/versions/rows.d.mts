export interface Result {
  readonly mongodb: string;
  readonly rabbitmq: string;
  readonly passed: number;
  readonly failed: number;
  readonly verdict: 'passed' | 'failed' | 'not to be had';
}
export function chosenRows(names: readonly string[]): readonly { readonly name: string }[];
export function resultOf(output: string): Result;
export function table(results: readonly object[]): readonly string[];
