import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { commitOf, unpacked } from '../../dev/faults/older-build.mjs';
import { cache, home, root } from '../../dev/paths.mjs';
import { openHouse } from '../house.mjs';

/** A copy of the tree at a commit, with a build, a database and a broker of its own; of the bench, its own too. */
export async function earlierVersion(revision, { say, life }) {
  const commit = await commitOf(revision);
  if (commit === undefined) throw new Error(`there is no commit ${revision}`);
  const at = join(home, 'against', commit);
  await put(commit, at, say);
  return { at, commit, house: await openHouse({ say, life, at }) };
}

async function put(commit, at, say) {
  if (existsSync(join(at, '.whole'))) return;
  say(`unpacking ${commit.slice(0, 9)}`);
  for (const other of existsSync(join(at, '..')) ? readdirSync(join(at, '..')) : [])
    rmSync(join(at, '..', other), { recursive: true, force: true });
  mkdirSync(join(at, '.seloste'), { recursive: true });
  const failed = await unpacked(commit, at);
  if (failed !== undefined) throw new Error(failed);
  // Where it asks for other packages it installs its own.
  if (lockOf(at) === lockOf(root)) symlinkSync(join(root, 'node_modules'), join(at, 'node_modules'));
  symlinkSync(cache, join(at, '.seloste', 'cache'));
  mkdirSync(join(at, '.whole'));
}

const lockOf = (at) => readFileSync(join(at, 'package-lock.json'), 'utf8');

/** How that version itself measures the row, since its settings and its data are its own; ours where it has no such row. */
export async function rowOf(at, file, own) {
  const path = join(at, 'tools/bench/rows', file);
  if (!existsSync(path)) return own;
  return (await import(pathToFileURL(path).href))[own.name] ?? own;
}
