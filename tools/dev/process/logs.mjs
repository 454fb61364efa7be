import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines } from './run.mjs';

const keep = 3;

/** The path of a fresh log; the ones before are `<name>.1.log` (the latest) to `<name>.3.log`. */
export function freshLog(dir, name) {
  mkdirSync(dir, { recursive: true });
  const file = (n) => join(dir, n === 0 ? `${name}.log` : `${name}.${n}.log`);
  for (let n = keep; n > 0; n--) if (existsSync(file(n - 1))) renameSync(file(n - 1), file(n));
  return file(0);
}

export const endOfLog = (file, count = 15) =>
  existsSync(file) ? lastLines(readFileSync(file, 'utf8'), count) : '(no log)';
