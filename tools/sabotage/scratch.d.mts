import type { Sabotage } from './declarations.mjs';
import type { Outcome } from './judge.mjs';

export interface Scratch {
  run(specs: readonly string[], around: object): Promise<Outcome>;
  runSabotaged(sabotage: Sabotage, specs: readonly string[], around: object): Promise<Outcome>;
}
export function createScratch(root: string, dir: string): Scratch;
