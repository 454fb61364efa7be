import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { self } from './identity.mjs';
import { onPath } from './which.mjs';

const guardFile = fileURLToPath(new URL('guard.mjs', import.meta.url));

const living = new Set();
let closed = false;

/** Ends everything this process guards, and lets nothing new begin. */
export async function stopAll() {
  closed = true;
  await Promise.all([...living].map((one) => one.stop()));
}

let setpriv;
/** Where the kernel offers it, the process is also told when its guard itself was killed with -9. */
function deathSignal() {
  if (setpriv === undefined) {
    const tool = process.platform === 'linux' ? onPath('setpriv')[0] : undefined;
    const works = tool && spawnSync(tool, ['--pdeathsig', 'TERM', 'true'], { stdio: 'ignore' }).status === 0;
    setpriv = works ? tool : null;
  }
  return setpriv;
}

/** The command line with which a process is told when we end, where the kernel offers it. */
export function dyingWithUs(commandLine) {
  const tool = deathSignal();
  return tool ? [tool, '--pdeathsig', 'TERM', ...commandLine] : commandLine;
}

/**
 * Runs a command under a guard. `stdout`: 'log' (into the log), 'pipe' (to us), 'inherit' (to our terminal).
 * With `feed` the process holds a pipe from its guard on stdin and may itself watch for its end.
 */
export function startGuarded({
  name,
  command,
  args = [],
  cwd,
  env,
  pids,
  log,
  grace = 15_000,
  feed,
  stdout = 'log',
}) {
  if (closed) throw new Error(`${name} is not started: everything is being stopped`);
  if (pids) mkdirSync(pids, { recursive: true });
  const record = pids ? join(pids, `${name}.json`) : undefined;
  const plan = {
    name,
    command,
    args,
    cwd,
    log,
    grace,
    feed,
    stdout,
    record,
    owner: self(),
    setpriv: deathSignal(),
  };
  const out = stdout === 'log' ? 'ignore' : stdout;
  const guard = spawn(process.execPath, [guardFile, JSON.stringify(plan)], {
    env: env ?? process.env,
    detached: true,
    stdio: ['pipe', out, log ? 'ignore' : out, 'pipe'],
  });
  guard.stdin.on('error', () => {});

  const program = {
    name,
    log,
    pid: 0,
    running: true,
    expected: false,
    stdout: guard.stdout,
    stderr: guard.stderr,
  };
  let reported = {};
  living.add(program);
  program.started = new Promise((resolve, reject) => {
    guard.once('error', reject);
    guard.once('exit', () => reject(new Error(`${name} could not be started`)));
    createInterface({ input: guard.stdio[3] }).on('line', (line) => {
      const message = JSON.parse(line);
      if (message.failed) reject(new Error(`${name} could not be started: ${message.failed}`));
      if (message.pid) resolve((program.pid = message.pid));
      else reported = message;
    });
  });
  program.started.catch(() => {});
  program.exited = new Promise((resolve) => {
    const end = (outcome) => {
      program.running = false;
      living.delete(program);
      if (!program.expected) program.onCrash?.(outcome.code);
      resolve(outcome);
    };
    guard.once('close', (code, signal) =>
      end({ code: reported.code ?? (reported.signal ? null : code), signal: reported.signal ?? signal }),
    );
    guard.once('error', () => end({ code: 127, signal: null }));
  });
  program.stop = async () => {
    program.expected = true;
    guard.stdin.end();
    return program.exited;
  };
  program.kill = async () => {
    program.expected = true;
    const pid = await program.started;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Already gone.
    }
    return program.exited;
  };
  return program;
}
