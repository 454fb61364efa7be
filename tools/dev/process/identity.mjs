import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const bootId = () => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'boot';
  }
};

/** A process id alone may have been given to somebody else; with its moment of birth it is unmistakable. */
export function identityOf(pid) {
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return stdout?.trim() || undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : `${bootId()}:${rest[18]}`;
  } catch {
    return undefined;
  }
}

export const self = () => ({ pid: process.pid, identity: identityOf(process.pid) });

export const isAlive = (who) => who?.identity !== undefined && identityOf(who.pid) === who.identity;
