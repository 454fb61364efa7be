import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, root } from './paths.mjs';
import { lastLines, run } from './process/run.mjs';

export { ensureBuild } from './build.mjs';

const text = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** npm keeps its own list of what it put there; whoever installed by hand has it too. */
function isInstalled(at, lock) {
  const hidden = text(join(at, 'node_modules', '.package-lock.json'));
  if (!hidden) return false;
  const present = JSON.parse(hidden).packages;
  const wanted = Object.entries(JSON.parse(lock).packages).filter(([path]) => path !== '');
  return wanted.every(([path, { version, optional }]) =>
    present[path] ? present[path].version === version : optional,
  );
}

export const installCommand = (env = process.env) =>
  env.npm_execpath?.endsWith('.js') ? [process.execPath, [env.npm_execpath]] : ['npm', []];

const waysOut = `The packages could not be installed. Any one of these helps:
  - let this machine reach its npm registry, and start again;
  - run "npm ci" by hand and start again.`;

/** Installs the locked packages unless exactly those are there already. */
export async function ensurePackages({ say = () => {}, at = root } = {}) {
  const lock = readFileSync(join(at, 'package-lock.json'), 'utf8');
  const digest = createHash('sha256').update(lock).digest('hex');
  const stamp = join(at, 'node_modules', '.seloste-lock');
  if (text(stamp) === digest) return false;
  if (!isInstalled(at, lock)) {
    say('installing packages (npm ci)');
    const [command, before] = installCommand();
    const args = [...before, 'ci', '--include=dev', '--no-audit', '--no-fund', '--cache', join(cache, 'npm')];
    const moving = (seconds) => say.moving?.(`installing packages, ${seconds} s`);
    const { ok, output } = await run(command, args, { cwd: at, moving });
    if (!ok) throw new Error(`${lastLines(output)}\n${waysOut}`);
  }
  writeFileSync(stamp, digest);
  return true;
}
