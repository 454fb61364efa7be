import { readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { testOptions } from './options.mjs';
import { ensureBrowser } from './browser.mjs';
import { jestArguments } from './jest.mjs';
import { ensurePrometheus } from './prometheus.mjs';
import { ensureBuild, ensurePackages, npmCommand } from './packages.mjs';
import { cachesOfPackages, root, testDir } from './paths.mjs';
import { startGuarded } from './process/guarded.mjs';
import { untilStopped } from './process/lifetime.mjs';
import { claim, stopLeftovers } from './process/leftovers.mjs';
import { createSay } from './say.mjs';
import { startServers } from './servers.mjs';
import { failedFiles, lastLines, readTally } from './tally.mjs';
import { testEnvironment } from './test-environment.mjs';

const pids = join(testDir, 'pids');
const resultFile = join(testDir, 'jest.json');
const mostTriedAgain = 4;

function forget() {
  for (const name of readdirSync(testDir)) {
    if (!name.startsWith('lock.') && name !== 'logs')
      rmSync(join(testDir, name), { recursive: true, force: true });
  }
}

async function attached(name, command, args, env = process.env) {
  const job = startGuarded({ name, command, args, cwd: root, env, pids, stdout: 'inherit', grace: 10_000 });
  await job.started;
  return (await job.exited).code;
}

/**
 * Stories and faults start processes of their own: one file at a time, so that none starves another. What a failed test
 * left open must not keep the run from its end (with several workers Jest sees to that itself).
 */
const phases = [
  { projects: ['unit', 'integration'], flags: [] },
  { projects: ['browser'], flags: ['--runInBand', '--forceExit'] },
  { projects: ['story', 'fault'], flags: ['--runInBand', '--forceExit'] },
];

/**
 * What starts and kills real processes may fail once for want of time on a busy machine: such a file gets one more
 * try, alone, and the end of the output names it. Unit tests get none.
 */
async function testPhase({ chosen, flags, jest, env, say, life, triedAgain }) {
  const code = await runJest({ chosen, jest: [...jest, ...flags] }, env);
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
    await runJest({ chosen, jest: ['--runInBand', '--forceExit', '--runTestsByPath', ...names] }, env),
  );
  const sum = (key) => again.reduce((total, file) => total + file[key], 0);
  const failedElsewhere = Math.max(0, first.failed - sum('failed'));
  return {
    passed: first.passed - sum('passed') + second.passed,
    failed: failedElsewhere + second.failed,
    notRun: first.notRun - sum('notRun') + second.notRun,
  };
}

function runJest({ chosen, jest }, env) {
  // A jest that ends without a result must not be counted by the one before.
  rmSync(resultFile, { force: true });
  const report = ['--json', `--outputFile=${resultFile}`, '--passWithNoTests'];
  const args = [...jestArguments, ...jest, ...report, '--selectProjects', ...chosen];
  return attached('jest', process.execPath, args, { ...process.env, ...cachesOfPackages, ...env });
}

async function begin({ options, say, life, tally }) {
  life.onEnd(claim(testDir, 'npm test'));
  await stopLeftovers(pids, say);
  forget();
  const { chosen } = options;
  await ensurePackages({ say });
  if (chosen.includes('story') || chosen.includes('fault')) await ensureBuild({ say });
  const browser = chosen.includes('browser') ? await ensureBrowser({ say }) : undefined;
  const prometheus = chosen.includes('integration') ? await ensurePrometheus({ say }) : undefined;
  const alone = chosen.every((project) => ['unit', 'browser'].includes(project));
  const servers = alone
    ? undefined
    : await startServers({ dir: testDir, say, mongo: { cacheGB: 0.5 }, onDown: life.crashed });
  const env = {
    ...(servers && testEnvironment(servers, testDir)),
    ...(browser && { CHROMIUM_PATH: browser }),
    ...(prometheus && { PROMETHEUS_DIR: prometheus }),
  };
  for (const { projects, flags } of phases) {
    const now = chosen.filter((project) => projects.includes(project));
    if (now.length === 0) continue;
    say(`jest: ${now.join(', ')}`);
    const counted = await testPhase({
      chosen: now,
      flags,
      jest: options.jest,
      env,
      say,
      life,
      triedAgain: tally.triedAgain,
    });
    // Asked to stop: the count is being told, and nothing may be told after it.
    if (life.over) return;
    tally.add(counted);
  }
  if (tally.passed === 0) tally.add({ failed: 1 });
  await servers?.stop();
  if (options.check) {
    say('npm run check');
    const { command, first } = npmCommand();
    const failed = (await attached('check', command, [...first, 'run', '--silent', 'check'])) !== 0;
    if (failed) say('the check failed');
    tally.add({ failed: failed ? 1 : 0 });
  }
  tally.complete = true;
}

const options = testOptions(process.argv.slice(2));
if (options.help) console.log(options.help);
else {
  const say = createSay();
  const tally = {
    passed: 0,
    failed: 0,
    notRun: 0,
    triedAgain: [],
    add(part) {
      for (const key of Object.keys(part)) this[key] += part[key];
    },
  };
  const code = await untilStopped(say, (life) => begin({ options, say, life, tally }), { onSignal: 130 });
  if (!tally.complete) tally.failed += 1;
  for (const line of lastLines(tally)) console.log(line);
  process.exitCode = code || (tally.failed > 0 ? 1 : 0);
}
