import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand } from '../packages.mjs';
import { cache } from '../paths.mjs';
import { lastLines, run } from '../process/run.mjs';

/** The newest Node of that major version, by npm; without one the Node that runs us. */
export async function nodeOf(major, say) {
  const node = major === undefined ? process.execPath : await fetched(major, say);
  const { output } = await run(node, ['--version']);
  return { node, version: output.trim().slice(1) };
}

async function fetched(major, say) {
  const name = `node-${process.platform}-${process.arch}`;
  const dir = join(cache, `node-${major}`);
  const node = join(dir, 'node_modules', name, 'bin', 'node');
  if (existsSync(node)) return node;
  say(`fetching Node ${major} (npm)`);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'package.json'), '{ "private": true }\n');
  const { command, first } = npmCommand();
  const options = ['--no-audit', '--no-fund', '--cache', join(cache, 'npm')];
  const { ok, output } = await run(command, [...first, 'install', ...options, `${name}@${major}`], {
    cwd: dir,
  });
  if (!ok) throw new Error(`Node ${major} could not be fetched: ${lastLines(output, 3)}`);
  return node;
}
