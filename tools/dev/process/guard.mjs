// Stands between us and a long-running process: while our pipe into its stdin is open the process lives;
// once it closes, for whatever reason (kill -9 of us included), the process and its whole group are stopped.
import { spawn } from 'node:child_process';
import { openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { identityOf, self } from './identity.mjs';

const plan = JSON.parse(process.argv[2]);
const log = plan.log ? openSync(plan.log, 'a', 0o600) : 'inherit';
const withDeathSignal = ['--pdeathsig', 'TERM', plan.command, ...plan.args];

const child = spawn(plan.setpriv ?? plan.command, plan.setpriv ? withDeathSignal : plan.args, {
  cwd: plan.cwd,
  detached: true,
  stdio: [plan.feed ? 'pipe' : 'ignore', plan.stdout === 'log' ? log : 'inherit', log],
});

let stopping = false;
let failed = false;

function signalGroup(signal) {
  if (child.pid === undefined) return false;
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch {
    return false;
  }
}

function stop() {
  if (stopping || failed) return;
  stopping = true;
  signalGroup('SIGTERM');
  setTimeout(() => signalGroup('SIGKILL'), plan.grace).unref();
}

async function sweepGroup() {
  for (let waited = 0; signalGroup('SIGTERM') && waited < 5_000; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  signalGroup('SIGKILL');
}

const report = (message) => {
  try {
    writeSync(3, `${JSON.stringify(message)}\n`);
  } catch {
    // Nobody listens any more.
  }
};

child.once('error', (error) => {
  failed = true;
  report({ failed: error.message });
  process.exit(127);
});
child.once('spawn', () => {
  const record = {
    name: plan.name,
    owner: plan.owner,
    guard: self(),
    child: { pid: child.pid, identity: identityOf(child.pid) },
  };
  if (plan.record) writeFileSync(plan.record, JSON.stringify(record), { mode: 0o600 });
  report({ pid: child.pid });
});
async function conclude(code, signal) {
  await sweepGroup();
  if (plan.record) rmSync(plan.record, { force: true });
  report({ code, signal, stopping });
  process.exit(code ?? 1);
}
child.once('exit', (code, signal) => void conclude(code, signal));
child.stdin?.on('error', () => {});

process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
