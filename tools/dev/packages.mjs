import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, cachesOfPackages, root } from './paths.mjs';
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

/** Under `npm start` the very npm that runs us, else the one on the PATH. */
export function npmCommand(env = process.env) {
  const script = env.npm_execpath;
  return script?.endsWith('.js')
    ? { command: process.execPath, first: [script] }
    : { command: 'npm', first: [] };
}

const waysOut = `The packages could not be installed. Any one of these helps:
  - let this machine reach its npm registry, and start again;
  - run "npm ci" by hand and start again.`;

const errorsOf = (output) =>
  output
    .split('\n')
    .filter((line) => line.startsWith('npm error'))
    .slice(0, 12)
    .join('\n');

async function install(at, say) {
  const { command, first } = npmCommand();
  const options = ['--include=dev', '--no-audit', '--no-fund', '--cache', join(cache, 'npm')];
  const moving = (seconds) => say.moving?.(`installing packages, ${seconds} s`);
  say('installing packages (npm ci)');
  const env = { ...process.env, ...cachesOfPackages };
  const { ok, output } = await run(command, [...first, 'ci', ...options], { cwd: at, env, moving });
  if (!ok) throw new Error(`${errorsOf(output) || lastLines(output)}\n${waysOut}`);
}

/** Installs the locked packages unless exactly those are there already. */
export async function ensurePackages({ say = () => {}, at = root } = {}) {
  const lock = readFileSync(join(at, 'package-lock.json'), 'utf8');
  const digest = createHash('sha256').update(lock).digest('hex');
  const stamp = join(at, 'node_modules', '.seloste-lock');
  if (text(stamp) === digest) return false;
  if (!isInstalled(at, lock)) {
    await install(at, say);
    if (!isInstalled(at, lock))
      throw new Error(`npm did not install what package-lock.json names.\n${waysOut}`);
  }
  writeFileSync(stamp, digest);
  return true;
}
