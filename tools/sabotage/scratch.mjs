import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { ensureBuild } from '../dev/build.mjs';
import { jestArguments } from '../dev/jest.mjs';
import { cache, cachesOfPackages } from '../dev/paths.mjs';
import { startGuarded } from '../dev/process/guarded.mjs';
import { needsBuild, sabotaged } from './declarations.mjs';
import { outcomeOf } from './judge.mjs';

const leftOut = ['node_modules', 'dist', 'coverage'];

/** A copy of the tree in which a patch may stand while tests run; the working tree is only read. */
export function createScratch(root, dir) {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  for (const name of readdirSync(root).filter((each) => !each.startsWith('.') && !leftOut.includes(each)))
    cpSync(join(root, name), join(dir, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'), 'dir');
  mkdirSync(join(dir, '.seloste'));
  symlinkSync(cache, join(dir, '.seloste', 'cache'), 'dir');
  return {
    /** Runs the specs as they are. */
    run: (specs, around) => runJest(dir, specs, around),
    /** Runs them with the patch applied, and takes it back. */
    async runSabotaged(sabotage, specs, around) {
      const path = join(dir, sabotage.file);
      const whole = readFileSync(path, 'utf8');
      writeFileSync(path, sabotaged(root, sabotage));
      try {
        return await runJest(dir, specs, around);
      } finally {
        writeFileSync(path, whole);
      }
    },
  };
}

async function runJest(dir, specs, { env = {}, flags = ['--runInBand', '--forceExit'] } = {}) {
  if (specs.some(needsBuild)) await ensureBuild({ at: dir });
  const result = `${dir}.jest.json`;
  const log = `${dir}.log`;
  rmSync(result, { force: true });
  rmSync(log, { force: true });
  const args = [
    ...jestArguments,
    '--json',
    `--outputFile=${result}`,
    // What is slow on a busy machine is not red.
    '--testTimeout=60000',
    ...flags,
    '--selectProjects',
    'unit',
    'integration',
    'story',
    'fault',
    '--runTestsByPath',
    ...specs,
  ];
  const jest = startGuarded({
    name: `jest-${basename(dir)}`,
    command: process.execPath,
    args,
    cwd: dir,
    // A property that is broken breaks early; ten thousand cases are for npm test.
    env: { FAST_CHECK_RUNS: '1000', ...process.env, ...cachesOfPackages, ...env },
    pids: join(dir, '..', 'pids'),
    log,
    grace: 5_000,
  });
  await jest.started;
  await jest.exited;
  if (!existsSync(result)) throw new Error(`jest gave no result, see ${log}`);
  return outcomeOf(JSON.parse(readFileSync(result, 'utf8')), dir);
}
