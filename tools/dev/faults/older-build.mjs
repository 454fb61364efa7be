import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, root } from '../paths.mjs';
import { lastLines, run } from '../process/run.mjs';

const home = join(cache, 'older');

/** The folder of the build of an earlier commit; undefined, and said why, where there is none to be had. */
export async function olderBuild(revision, say) {
  const commit = await commitOf(revision);
  if (commit === undefined) {
    say(`there is no commit ${revision}: rolling restarts are of the same build`);
    return undefined;
  }
  const folder = join(home, commit);
  if (existsSync(join(folder, 'dist', '.whole'))) return folder;
  say(`building ${commit.slice(0, 9)}, the older version of rolling restarts`);
  for (const name of existsSync(home) ? readdirSync(home) : [])
    rmSync(join(home, name), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const failed = (await unpacked(commit, folder)) ?? (await compiled(folder));
  if (failed === undefined) return folder;
  say(`it cannot be built, so rolling restarts are of the same build: ${failed}`);
  return undefined;
}

export async function commitOf(revision) {
  const named = await run('git', ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], { cwd: root });
  return named.ok ? named.output.trim() : undefined;
}

/** Why the files of a commit could not be put there; undefined where they are. */
export async function unpacked(commit, folder) {
  const file = join(folder, 'tree.tar');
  const archive = await run('git', ['archive', '--format=tar', '-o', file, commit], { cwd: root });
  if (!archive.ok) return lastLines(archive.output, 3);
  const tar = await run('tar', ['-xf', file, '-C', folder]);
  rmSync(file);
  return tar.ok ? undefined : lastLines(tar.output, 3);
}

async function compiled(folder) {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { ok, output } = await run(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: folder,
  });
  if (!ok) return lastLines(output, 3);
  writeFileSync(join(folder, 'dist', '.whole'), '');
  return undefined;
}
