import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, self } from './identity.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const read = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};

async function gone(who, ms) {
  for (const end = Date.now() + ms; Date.now() < end; await pause(50)) if (!isAlive(who)) return true;
  return !isAlive(who);
}

function signal(who, name) {
  try {
    process.kill(-who.pid, name);
  } catch {
    // It ended meanwhile.
  }
}

/** Ends what an earlier run, itself dead, left behind; refuses where its owner still lives. */
export async function stopLeftovers(pids, say = () => {}) {
  mkdirSync(pids, { recursive: true });
  for (const file of readdirSync(pids).filter((name) => name.endsWith('.json'))) {
    const record = read(join(pids, file));
    if (record && isAlive(record.owner) && isAlive(record.child)) {
      throw new Error(`${record.name} of this folder is in use by the running process ${record.owner.pid}`);
    }
    if (record && isAlive(record.child)) {
      say(`an earlier run left ${record.name} behind (process ${record.child.pid}): stopping it`);
      // Its guard, if alive, is already stopping it the gentle way.
      if (!isAlive(record.guard)) signal(record.child, 'SIGTERM');
      if (!(await gone(record.child, 15_000))) signal(record.child, 'SIGKILL');
      await gone(record.child, 5_000);
    }
    if (record) await gone(record.guard, 6_000);
    rmSync(join(pids, file), { force: true });
  }
}

/** One run at a time per folder. Returns the release, or throws with the process that holds it. */
export function claim(dir, what) {
  mkdirSync(dir, { recursive: true });
  const lock = join(dir, 'lock.json');
  const mine = join(dir, `lock.${process.pid}.tmp`);
  writeFileSync(mine, JSON.stringify(self()), { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(mine, lock);
        return () => rmSync(lock, { force: true });
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
        const holder = read(lock);
        if (isAlive(holder))
          throw new Error(`${what} is already running here (process ${holder.pid}); stop that one first`, {
            cause: error,
          });
        rmSync(lock, { force: true });
      }
    }
  } finally {
    rmSync(mine, { force: true });
  }
}
