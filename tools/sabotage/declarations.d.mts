export interface Sabotage {
  readonly at: string;
  readonly kind: 'statement' | 'behind';
  readonly id: string;
  readonly breaks: string;
  readonly file: string;
  readonly replace: { readonly find: string; readonly with: string };
  readonly tests: readonly string[];
  readonly also: readonly string[];
}
export function readSabotages(root?: string): readonly Sabotage[];
export function sabotaged(root: string, sabotage: Sabotage): string;
