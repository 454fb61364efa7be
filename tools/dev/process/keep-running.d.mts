import { type Program } from './guarded.mjs';

interface Keeping {
  name: string;
  life: { readonly over: boolean; watch(program: Program): Program };
  say: (line: string) => void;
  /** Before the first, the second … time it is brought back; the last one holds for all after it. */
  delays?: readonly number[];
}

export function bringBack(
  options: Keeping & { code: number | null; ends?: number; bring: () => Promise<void> },
): Promise<number | undefined>;
export function keepRunning(
  options: Keeping & {
    launch: () => Program & { ready(): Promise<void> };
    /** One that ends in order was stopped by somebody, and stays so. */
    mayStop?: boolean;
    onStopped?: () => void;
  },
): Promise<void>;
