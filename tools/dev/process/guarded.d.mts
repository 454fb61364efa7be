import { type Readable } from 'node:stream';

export interface Program {
  name: string;
  log?: string;
  pid: number;
  running: boolean;
  stdout: Readable | null;
  started: Promise<number>;
  exited: Promise<{ code: number | null; signal: string | null }>;
  onCrash?: (code: number | null) => void;
  /** The gentle way, then the hard one after the grace. */
  stop(): Promise<{ code: number | null; signal: string | null }>;
  /** kill -9. */
  kill(): Promise<{ code: number | null; signal: string | null }>;
}

export function startGuarded(options: {
  name: string;
  command: string;
  args?: string[];
  cwd?: string;
  env?: Record<string, string | undefined>;
  pids?: string;
  log?: string;
  grace?: number;
  feed?: boolean;
  stdout?: 'log' | 'pipe' | 'inherit';
}): Program;
export function stopAll(): Promise<void>;
