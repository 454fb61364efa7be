import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { self } from './identity.mjs';

const guardFile = fileURLToPath(new URL('guard.mjs', import.meta.url));

let setpriv;
/** Where the kernel offers it, the process is also told when its guard itself was killed with -9. */
function deathSignal() {
  if (setpriv === undefined) {
    const tried = spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true'], { stdio: 'ignore' });
    setpriv = process.platform === 'linux' && tried.status === 0 ? 'setpriv' : null;
  }
  return setpriv;
}

/**
 * Runs a command under a guard. `stdout`: 'log' (into the log), 'pipe' (to us), 'inherit' (to our terminal).
 * With `feed` the process holds a pipe from its guard on stdin and may itself watch for its end.
 */
export function startGuarded({ name, command, args = [], cwd, env, pids, log, grace = 15_000, feed, stdout = 'log' }) {
  if (pids) mkdirSync(pids, { recursive: true });
  const record = pids ? join(pids, `${name}.json`) : undefined;
  const plan = { name, command, args, cwd, log, grace, feed, stdout, record, owner: self(), setpriv: deathSignal() };
  const out = stdout === 'log' ? 'ignore' : stdout;
  const guard = spawn(process.execPath, [guardFile, JSON.stringify(plan)], {
    env: env ?? process.env,
    detached: true,
    stdio: ['pipe', out, log ? 'ignore' : out, 'pipe'],
  });
  guard.stdin.on('error', () => {});

  const process_ = { name, log, pid: undefined, running: true, expected: false, stdout: guard.stdout, stderr: guard.stderr };
  let reported = {};
  process_.started = new Promise((resolve, reject) => {
    guard.once('error', reject);
    guard.once('exit', () => reject(new Error(`${name} could not be started`)));
    createInterface({ input: guard.stdio[3] }).on('line', (line) => {
      const message = JSON.parse(line);
      if (message.failed) reject(new Error(`${name} could not be started: ${message.failed}`));
      if (message.pid) resolve((process_.pid = message.pid));
      else reported = message;
    });
  });
  process_.started.catch(() => {});
  process_.exited = new Promise((resolve) => {
    guard.once('close', (code, signal) => {
      process_.running = false;
      resolve({ code: reported.code ?? (reported.signal ? null : code), signal: reported.signal ?? signal });
    });
    guard.once('error', () => resolve({ code: 127, signal: null }));
  });
  process_.stop = async () => {
    process_.expected = true;
    guard.stdin.end();
    return process_.exited;
  };
  process_.kill = async () => {
    process_.expected = true;
    await process_.started;
    try {
      process.kill(-process_.pid, 'SIGKILL');
    } catch {
      // Already gone.
    }
    return process_.exited;
  };
  return process_;
}
