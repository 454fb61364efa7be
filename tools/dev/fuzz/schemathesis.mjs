import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from '../paths.mjs';
import { lastLines, run } from '../process/run.mjs';
import { onPath } from '../process/which.mjs';

const version = '4.32.5';
const names = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/** The command, in a virtual environment of its own below `.seloste/cache`. */
export async function schemathesis(say) {
  const dir = join(cache, `schemathesis-${version}`);
  const command = join(dir, 'bin', 'schemathesis');
  if (existsSync(command)) return command;
  const python = await newEnough(names.flatMap((name) => onPath(name)));
  if (python === undefined)
    throw new Error('schemathesis needs Python 3.10 or newer, and there is none here');
  say(`fetching schemathesis ${version}`);
  await must(python, ['-m', 'venv', '--clear', dir]);
  await must(join(dir, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', `schemathesis==${version}`]);
  return command;
}

async function newEnough(pythons) {
  for (const python of pythons) {
    const { ok } = await run(python, ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))']);
    if (ok) return python;
  }
  return undefined;
}

async function must(command, args) {
  const { ok, output } = await run(command, args);
  if (!ok) throw new Error(`${command} ${args.join(' ')} failed:\n${lastLines(output)}`);
}
