import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const files = ['package.json', 'package-lock.json'];

const nodeIn = (dir) => join(dir, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');

function works(node) {
  return existsSync(node) && spawnSync(node, ['--version'], { stdio: 'ignore' }).status === 0;
}

function npm(args, cwd) {
  const script = process.env.npm_execpath;
  const [command, first] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  return spawnSync(command, [...first, ...args], { cwd, encoding: 'utf8' });
}

/** Another start may have put it there meanwhile. */
function keep(fresh, dir) {
  try {
    renameSync(fresh, dir);
  } catch {
    if (!works(nodeIn(dir))) {
      rmSync(dir, { recursive: true, force: true });
      renameSync(fresh, dir);
    }
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** The pinned Node below `cache`, fetched if it is not there; npm holds it against the checksum in our lock. */
export function fetchedNode({ cache, say }) {
  const { version } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
  const dir = join(cache, `node-${version}`);
  if (works(nodeIn(dir))) return { node: nodeIn(dir), version };
  say(`fetching Node ${version} (npm)`);
  const fresh = `${dir}.${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  for (const name of files) cpSync(join(here, name), join(fresh, name));
  const { status, stderr, error } = npm(
    ['ci', '--include=optional', '--no-audit', '--no-fund', '--cache', join(cache, 'npm')],
    fresh,
  );
  if (status === 0 && works(nodeIn(fresh))) {
    keep(fresh, dir);
    return { node: nodeIn(dir), version };
  }
  rmSync(fresh, { recursive: true, force: true });
  const reason = error?.message ?? stderr?.split('\n').find((line) => line.startsWith('npm error'));
  throw new Error(reason ?? `there is none for ${process.platform} ${process.arch}`);
}
