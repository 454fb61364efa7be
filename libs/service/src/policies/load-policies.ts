import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePolicy, type Policy } from '#policy';

const DATED = /^\d{4}-\d{2}-\d{2}$/;

/** Every dated version, the oldest first. Throws the first problem, with file and line. */
export async function loadPolicies(folder: string): Promise<readonly Policy[]> {
  const versions = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && DATED.test(entry.name))
    .map(({ name }) => name)
    .sort();
  if (versions.length === 0) throw new Error(`${folder} has no folder <validFrom> with a policy.yaml in it`);
  return Promise.all(
    versions.map(async (version) => {
      const file = join(folder, version, 'policy.yaml');
      const policy = parsePolicy(await readFile(file, 'utf8'), file);
      if (policy.validFrom !== version) {
        throw new Error(`${file} is valid from ${policy.validFrom}, but its folder says ${version}`);
      }
      return policy;
    }),
  );
}
