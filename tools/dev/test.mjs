import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { testOptions } from './options.mjs';
import { ensureBrowser } from './browser.mjs';
import { ensurePrometheus } from './prometheus.mjs';
import { ensureBuild, ensurePackages, npmCommand } from './packages.mjs';
import { root, testDir } from './paths.mjs';
import { run } from './process/run.mjs';
import { onPath } from './process/which.mjs';
import { untilStopped } from './process/lifetime.mjs';
import { claim, stopLeftovers } from './process/leftovers.mjs';
import { createSay } from './say.mjs';
import { startServers } from './servers.mjs';
import { lastLines } from './tally.mjs';
import { testEnvironment } from './test-environment.mjs';
import { pids, testPhase } from './test-phase.mjs';

function forget() {
  for (const name of readdirSync(testDir)) {
    if (!name.startsWith('lock.') && name !== 'logs')
      rmSync(join(testDir, name), { recursive: true, force: true });
  }
}

/**
 * Many integration tests mostly wait, so three files at a time; stories start processes of their own, so two; faults, where
 * late counts as stuck, alone. What a failed one of those left open must not keep the run from its end.
 */
const phases = [
  { projects: ['unit', 'integration', 'browser'], workers: 3, flags: [] },
  { projects: ['story'], workers: 2, flags: ['--forceExit'], built: true },
  { projects: ['fault'], workers: 1, flags: ['--forceExit'], built: true },
];

const saysHowMany = /^(-i|-w|--runInBand|--maxWorkers)(=|\d|$)/;

async function begin({ options, say, life, tally }) {
  life.onEnd(claim(testDir, 'npm test'));
  await stopLeftovers(pids, say);
  forget();
  await ensurePackages({ say });
  const compiles = options.chosen.some((project) => ['story', 'fault'].includes(project));
  const built = Promise.resolve(compiles && ensureBuild({ say }));
  // Only stories and faults wait for the compiler; what it refuses ends the run at once.
  await Promise.all([built, testAll({ options, say, life, tally, built })]);
}

async function testAll({ options, say, life, tally, built }) {
  const { chosen } = options;
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
  const workersGiven = options.jest.some((argument) => saysHowMany.test(argument));
  const now = phases
    .map((phase) => ({ ...phase, chosen: chosen.filter((project) => phase.projects.includes(project)) }))
    .filter((phase) => phase.chosen.length > 0);
  let checked;
  for (const [index, phase] of now.entries()) {
    if (phase.built) await built;
    say(`jest: ${phase.chosen.join(', ')}`);
    if (options.check && (phase.built || index === now.length - 1)) checked ??= check(say);
    const flags = workersGiven ? phase.flags : [`--maxWorkers=${phase.workers}`, ...phase.flags];
    const { jest } = options;
    const { triedAgain } = tally;
    const counted = await testPhase({ chosen: phase.chosen, flags, jest, env, say, life, triedAgain });
    // Asked to stop: the count is being told, and nothing may be told after it.
    if (life.over) return;
    tally.add(counted);
  }
  if (tally.passed === 0) tally.add({ failed: 1 });
  await servers?.stop();
  if (options.check) {
    const { ok, output } = await checked;
    console.log(output);
    if (!ok) say('the check failed');
    tally.add({ failed: ok ? 0 : 1 });
  }
  tally.complete = true;
}

/** Beside the last tests, with what they leave of the processors; told when they have ended. */
async function check(say) {
  say('npm run check, beside them');
  const { command, first } = npmCommand();
  const whole = [command, ...first, 'run', '--silent', 'check'];
  const [program, ...args] = onPath('nice').length > 0 ? ['nice', '-n', '15', ...whole] : whole;
  const begun = performance.now();
  const { ok, output } = await run(program, args, { cwd: root, env: process.env });
  const seconds = Math.round((performance.now() - begun) / 1000);
  return { ok, output: `${output.trimEnd()}\nnpm run check: ${seconds} s` };
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
