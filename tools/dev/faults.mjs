import { join } from 'node:path';
import { olderBuild } from './faults/older-build.mjs';
import { faultOptions } from './faults/options.mjs';
import { runJest } from './jest.mjs';
import { ensureBuild, ensurePackages } from './packages.mjs';
import { home } from './paths.mjs';
import { claim, stopLeftovers } from './process/leftovers.mjs';
import { untilStopped } from './process/lifetime.mjs';
import { createSay } from './say.mjs';

const dir = join(home, 'faults');
const pids = join(dir, 'pids');

const args = ['--selectProjects=fault', '--testPathPatterns=test/faults/', '--runInBand', '--forceExit'];

async function begin({ seed, runs, older }, say, life) {
  life.onEnd(claim(dir, 'npm run test:faults'));
  await stopLeftovers(pids, say);
  await ensurePackages({ say });
  await ensureBuild({ say });
  const build = older === undefined ? undefined : await olderBuild(older, say);
  const env = {
    FAULT_SEED: String(seed),
    FAULT_RUNS: String(runs),
    ...(build && { FAULT_OLDER_BUILD: build }),
  };
  return runJest(args, { env, pids, grace: 60_000 });
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
