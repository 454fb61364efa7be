import { join } from 'node:path';
import { olderBuild } from './faults/older-build.mjs';
import { faultOptions } from './faults/options.mjs';
import { jestArguments } from './jest.mjs';
import { ensureBuild, ensurePackages } from './packages.mjs';
import { cachesOfPackages, home, root } from './paths.mjs';
import { startGuarded } from './process/guarded.mjs';
import { claim, stopLeftovers } from './process/leftovers.mjs';
import { untilStopped } from './process/lifetime.mjs';
import { createSay } from './say.mjs';

const dir = join(home, 'faults');
const pids = join(dir, 'pids');

const args = [
  ...jestArguments,
  '--selectProjects=fault',
  '--testPathPatterns=test/faults/',
  '--runInBand',
  '--forceExit',
];

async function begin({ seed, runs, older }, say, life) {
  life.onEnd(claim(dir, 'npm run test:faults'));
  await stopLeftovers(pids, say);
  await ensurePackages({ say });
  await ensureBuild({ say });
  const build = older === undefined ? undefined : await olderBuild(older, say);
  const env = {
    ...process.env,
    ...cachesOfPackages,
    FAULT_SEED: String(seed),
    FAULT_RUNS: String(runs),
    ...(build && { FAULT_OLDER_BUILD: build }),
  };
  const job = startGuarded({
    name: 'jest',
    command: process.execPath,
    args,
    cwd: root,
    env,
    pids,
    stdout: 'inherit',
    grace: 60_000,
  });
  await job.started;
  return (await job.exited).code;
}

function readOptions() {
  try {
    return faultOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error.message}\nnpm run test:faults -- --help lists what there is.`);
    process.exit(2);
  }
}

const options = readOptions();
if (options.help) console.log(options.help);
else {
  const say = createSay();
  process.exitCode = await untilStopped(say, (life) => begin(options, say, life), { onSignal: 130 });
}
