import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Everything the two commands write, besides node_modules and dist, lies in this one folder. */
export const home = join(root, '.seloste');
export const cache = join(home, 'cache');
/** A test's run has a folder of its own, so that it can go beside another. */
const own = process.env.SELOSTE_RUN_DIR;
export const runDir = own ? resolve(own) : join(home, 'run');
export const testDir = join(home, 'test');

/** Packages that would put their caches into the user's home or the machine's /tmp. */
export const cachesOfPackages = { SWC_NATIVE_BINDING_CACHE: join(cache, 'swc') };
