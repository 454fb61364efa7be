import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startGuarded } from './guarded.mjs';

/** Runs a command to its end; `moving(seconds)` is shown meanwhile, and `stalled(seconds)` may give up on it. */
export async function run(command, args, { cwd, env, moving, stalled, onLine } = {}) {
  const job = startGuarded({ name: command, command, args, cwd, env, stdout: 'pipe', grace: 3_000 });
  let output = '';
  let gaveUp = false;
  const take = (chunk) => {
    output = (output + chunk).slice(-20_000);
    onLine?.(String(chunk));
  };
  job.stdout.on('data', take);
  job.stderr.on('data', take);
  const begun = Date.now();
  const ticker = setInterval(() => {
    const seconds = Math.round((Date.now() - begun) / 1000);
    moving?.(seconds);
    if (!gaveUp && stalled?.(seconds)) {
      gaveUp = true;
      void job.stop();
    }
  }, 1_000);
  try {
    const { code } = await job.exited;
    return { code, output, gaveUp, ok: code === 0 && !gaveUp };
  } finally {
    clearInterval(ticker);
  }
}

/** How much a download has brought so far, wherever below the folder its tool keeps the half-done file. */
export function bytesIn(dir) {
  let total = 0;
  for (const entry of list(dir)) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) total += bytesIn(path);
    else total += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }
  return total;
}

function list(dir) {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
}

export const lastLines = (text, count = 15) => text.trimEnd().split('\n').slice(-count).join('\n');

/** True once nothing has grown for `seconds`. */
export function standstill(measure, seconds) {
  let seen = measure();
  let since = Date.now();
  return () => {
    const now = measure();
    if (now !== seen) {
      seen = now;
      since = Date.now();
    }
    return Date.now() - since > seconds * 1_000;
  };
}
