import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runJest } from './jest.mjs';
import { root, testDir } from './paths.mjs';
import { failedFiles, readTally } from './tally.mjs';

export const pids = join(testDir, 'pids');
const resultFile = join(testDir, 'jest.json');
const mostTriedAgain = 4;

/**
 * What starts and kills real processes may fail once for want of time on a busy machine: such a file gets one more
 * try, alone, and the end of the output names it. Unit tests get none.
 */
export async function testPhase({ chosen, flags, jest, env, say, life, triedAgain }) {
  const code = await runTests({ chosen, jest: [...jest, ...flags] }, env);
  const first = readTally(resultFile, code);
  const again = failedFiles(resultFile).filter(({ name }) =>
    /\.(int|browser|story|fault)\.spec\.ts$/.test(name),
  );
  if (life.over || again.length === 0 || again.length > mostTriedAgain) return first;
  const names = again.map(({ name }) => name);
  const told = names.map((name) => relative(root, name));
  say(`a second try, alone, for ${told.join(', ')}`);
  triedAgain.push(...told);
  const second = readTally(
    resultFile,
    await runTests({ chosen, jest: ['--runInBand', '--forceExit', '--runTestsByPath', ...names] }, env),
  );
  const sum = (key) => again.reduce((total, file) => total + file[key], 0);
  const failedElsewhere = Math.max(0, first.failed - sum('failed'));
  return {
    passed: first.passed - sum('passed') + second.passed,
    failed: failedElsewhere + second.failed,
    notRun: first.notRun - sum('notRun') + second.notRun,
  };
}

function runTests({ chosen, jest }, env) {
  // A jest that ends without a result must not be counted by the one before.
  rmSync(resultFile, { force: true });
  const report = ['--json', `--outputFile=${resultFile}`, '--passWithNoTests'];
  const order = `--testSequencer=${join(root, 'tools', 'dev', 'longest-first.mjs')}`;
  const args = [...jest, order, ...report, '--selectProjects', ...chosen];
  return runJest(args, { env, pids, grace: 10_000 });
}
