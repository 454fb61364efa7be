import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './paths.mjs';
import { lastLines, run } from './process/run.mjs';

const folders = ['apps', 'libs', 'examples', 'test', 'tools'];
const settings = ['tsconfig.json', 'tsconfig.build.json', 'package.json', 'package-lock.json'];

function sources(dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sources(path);
    return /\.(ts|json)$/.test(entry.name) && !entry.name.endsWith('.spec.ts') ? [path] : [];
  });
}

function digestOf(at, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${relative(at, file)} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

function builtBefore(stamp) {
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'));
  } catch {
    return { files: [] };
  }
}

/** What is left of a source that is gone would still run. */
function removeOrphans(at, before, now) {
  for (const file of before.filter((name) => !now.includes(name) && name.endsWith('.ts'))) {
    for (const end of ['.js', '.js.map'])
      rmSync(join(at, 'dist', file.replace(/\.ts$/, end)), { force: true });
  }
}

/** Compiles when a source, its date or its size changed since the last good build. */
export async function ensureBuild({ say = () => {}, at = root } = {}) {
  const paths = [
    ...folders.flatMap((name) => sources(join(at, name))),
    ...settings.map((name) => join(at, name)),
  ]
    .filter((path) => existsSync(path))
    .sort((one, other) => (one < other ? -1 : 1));
  const stamp = join(at, 'dist', '.stamp');
  const before = builtBefore(stamp);
  const digest = digestOf(at, paths);
  if (before.digest === digest) return false;
  say(`compiling ${paths.length} files`);
  const files = paths.map((path) => relative(at, path));
  removeOrphans(at, before.files, files);
  const compiler = join(at, 'node_modules', 'typescript', 'bin', 'tsc');
  const moving = (seconds) => say.moving?.(`compiling, ${seconds} s`);
  const { ok, output } = await run(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: at,
    moving,
  });
  if (!ok) throw new Error(`the build failed:\n${lastLines(output, 30)}`);
  mkdirSync(join(at, 'dist'), { recursive: true });
  writeFileSync(stamp, JSON.stringify({ digest, files }));
  return true;
}
