import { join } from 'node:path';
import { cache, cachesOfPackages, root } from './paths.mjs';
import { startGuarded } from './process/guarded.mjs';

/** What node is told to run jest, from the root of a tree. */
export const jestArguments = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  `--cacheDirectory=${join(cache, 'jest')}`,
];

/** Runs it under a guard, with its output as ours, and gives its exit code. `grace`: milliseconds it has to stop. */
export async function runJest(args, { env, pids, grace }) {
  const job = startGuarded({
    name: 'jest',
    command: process.execPath,
    args: [...jestArguments, ...args],
    cwd: root,
    env: { ...process.env, ...cachesOfPackages, ...env },
    pids,
    stdout: 'inherit',
    grace,
  });
  await job.started;
  return (await job.exited).code;
}
