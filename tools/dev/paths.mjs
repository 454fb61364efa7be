import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Everything the two commands write, besides node_modules and dist, lies in this one folder. */
export const home = join(root, '.seloste');
export const cache = join(home, 'cache');
export const runDir = join(home, 'run');
export const testDir = join(home, 'test');
