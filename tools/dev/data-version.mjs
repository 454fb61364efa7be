import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './paths.mjs';

const series = (version) => version.split('.').slice(0, 2).join('.');

function noteOf(file, holdsData) {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).version;
  return holdsData ? 'of an unknown version' : undefined;
}

/**
 * Notes beside the data which version of `name` has written it, and refuses what another series wrote: neither server reads
 * that without an upgrade step by step. `chosenBy` is the variable that names another version.
 */
export function claimData({ dir, name, version, holdsData, chosenBy }) {
  const file = join(dir, 'version.json');
  const before = noteOf(file, holdsData);
  if (before !== undefined && series(before) !== series(version)) {
    throw new Error(
      `The data in ${relative(root, dir)} was written by ${name} ${before}, and ${name} ${version} does not start with it: ` +
        `forget it (npm start -- --clean, or delete that folder), or run the version that wrote it (${chosenBy}).`,
    );
  }
  writeFileSync(file, JSON.stringify({ version }));
}
