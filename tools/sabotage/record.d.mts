import type { Sabotage } from './declarations.mjs';
import type { Verdict } from './judge.mjs';

export type SabotageRecord = Readonly<
  Record<string, { readonly patch: string; readonly red: readonly string[] }>
>;
export function readRecord(root?: string): SabotageRecord;
export function writeRecord(root: string, sabotages: readonly Sabotage[], verdicts: readonly Verdict[]): void;
export function recordProblem(root: string, sabotage: Sabotage, record: SabotageRecord): string | undefined;
