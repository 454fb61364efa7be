import { join } from 'node:path';
import { cache } from './paths.mjs';

/** What node is told to run jest, from the root of a tree. */
export const jestArguments = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  `--cacheDirectory=${join(cache, 'jest')}`,
];
