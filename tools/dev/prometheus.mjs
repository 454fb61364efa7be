import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cache } from './paths.mjs';
import { bytesIn, lastLines, run, standstill } from './process/run.mjs';
import { onPath } from './process/which.mjs';
import { createApt } from './rabbitmq/apt.mjs';
import { megabytes } from './say.mjs';

const home = join(cache, 'prometheus');
const fetched = join(home, 'tree', 'usr', 'bin');
const holdsBoth = (folder) => ['prometheus', 'promtool'].every((name) => existsSync(join(folder, name)));

const found = () => [...onPath('promtool').map(dirname), fetched].find(holdsBoth);

/**
 * The folder of `prometheus` and `promtool`: this machine's, else Debian's unpacked; without one the alerts are not
 * tried.
 */
export async function ensurePrometheus({ say }) {
  const there = found();
  if (there !== undefined) return there;
  try {
    await fetch(say);
    return found();
  } catch (error) {
    say(
      `there is no Prometheus, and Debian's could not be fetched (${error.message}): the alerts are not tried`,
    );
    return undefined;
  }
}

async function fetch(say) {
  if (onPath('apt-get').length === 0 || onPath('dpkg').length === 0)
    throw new Error('this machine has no apt');
  const [packages, fresh, tree] = ['packages', 'tree.new', 'tree'].map((name) => join(home, name));
  for (const old of [packages, fresh, tree]) rmSync(old, { recursive: true, force: true });
  mkdirSync(packages, { recursive: true });
  const apt = createApt(join(home, 'apt'), (label, measured) => ({
    moving: (seconds) => say.moving?.(`${label}: ${megabytes(bytesIn(measured))}, ${seconds} s`),
    stalled: standstill(() => bytesIn(measured), 90),
  }));
  await apt.download('prometheus', /^prometheus$/, packages, { what: 'Prometheus' });
  for (const name of readdirSync(packages).filter((file) => file.endsWith('.deb'))) {
    const { ok, output } = await run('dpkg', ['-x', join(packages, name), fresh]);
    if (!ok) throw new Error(lastLines(output, 1));
  }
  renameSync(fresh, tree);
  for (const done of [packages, join(home, 'apt')]) rmSync(done, { recursive: true, force: true });
  if (!holdsBoth(fetched)) throw new Error('the package does not hold what was expected');
}
