import type { Sabotage } from './declarations.mjs';
import type { Verdict } from './judge.mjs';
import type { Scratch } from './scratch.mjs';

export type Plan = { readonly sabotage: Sabotage; readonly specs: readonly string[] }[];
export function planOf(root: string, sabotages: readonly Sabotage[]): Plan;
export function runSabotages(options: {
  readonly plan: Plan;
  readonly scratches: readonly Scratch[];
  readonly statements: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
}): Promise<readonly Verdict[]>;
