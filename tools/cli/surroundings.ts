import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Everything the commands see of the world, so that tests can give them another one. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** All of standard input. */
  readonly stdin?: () => Promise<string>;
  /** Now, for what is asked without a moment; the machine's where left out. */
  readonly now?: () => Date;
  /** Where `npm start` leaves addresses and an ops token of its run; `.seloste/run` of the project where left out. */
  readonly runDir?: string;
}

/** Wrong use: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** It was asked rightly, and the answer is no: exit code 1. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** Built, this file lies in dist/tools/cli. */
const projectRunDir = join(import.meta.dirname, '..', '..', '..', '.seloste', 'run');

/** A file of the embedded run, or undefined where none runs. */
export async function ofTheRun(
  { runDir = projectRunDir }: Surroundings,
  name: string,
): Promise<string | undefined> {
  try {
    return (await readFile(join(runDir, name), 'utf8')).trim();
  } catch {
    return undefined;
  }
}

/** Variables that all must be there; what is missing is named at once. */
export function required<N extends string>(
  env: Surroundings['env'],
  ...names: readonly N[]
): Record<N, string> {
  const missing = names.filter((name) => (env[name] ?? '') === '');
  if (missing.length > 0) throw new UsageError(`missing in the environment: ${missing.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, env[name]])) as Record<N, string>;
}
