import { Command, CommanderError } from 'commander';
import { ManagementError } from '#messaging';
import { addAudit } from './audit.command.js';
import { addAccept } from './accept.command.js';
import { addLedger } from './ledger.command.js';
import { addBackup } from './backup.command.js';
import { addErasures } from './erasures.command.js';
import { addRestore } from './restore.command.js';
import { addKeys } from './keys.command.js';
import { addLint } from './lint.command.js';
import { addDatabases } from './databases.command.js';
import { addDeadline } from './deadline.command.js';
import { addDecide } from './decide.command.js';
import { addDiff } from './diff.command.js';
import { addDoctor } from './doctor.command.js';
import { addDue } from './due.command.js';
import { addOwed } from './owed.command.js';
import { addParked } from './parked.command.js';
import { addPublish } from './publish.command.js';
import { addQueues } from './queues.command.js';
import { addRender } from './render.command.js';
import { addSimulate } from './simulate.command.js';
import { Failure, UsageError, type Surroundings } from './surroundings.js';
import { addTopology } from './topology.command.js';
import { addResend } from './resend.command.js';
import { addVerify } from './verify.command.js';
import { addTrace } from './trace.command.js';
import { addTransfer } from './transfer.command.js';

/** 0: done and good. 1: it failed, or a check found something. 2: wrong use. */
export async function runCli(args: readonly string[], around: Surroundings): Promise<number> {
  const program = new Command('seloste')
    .description(
      'Asks the policy what is allowed, due and by when; keeps policies in order; operates Seloste',
    )
    .addHelpText('after', '\nExit codes: 0 done and good, 1 failed or found something, 2 wrong use.');
  addDecide(program, around);
  addTransfer(program, around);
  addDeadline(program, around);
  addDue(program, around);
  addTopology(program, around);
  addDatabases(program, around);
  addQueues(program, around);
  addDoctor(program, around);
  addParked(program, around);
  addAudit(program, around);
  addOwed(program, around);
  addLedger(program, around);
  addKeys(program, around);
  addLint(program, around);
  addAccept(program, around);
  addDiff(program, around);
  addPublish(program, around);
  addSimulate(program, around);
  addTrace(program, around);
  addBackup(program, around);
  addRestore(program, around);
  addErasures(program, around);
  addVerify(program, around);
  addResend(program, around);
  addRender(program, around);
  prepare(program, around);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    around.err(`seloste: ${wordsOf(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function prepare(command: Command, around: Surroundings): void {
  command.exitOverride().configureOutput({ writeOut: around.out, writeErr: around.err });
  for (const inner of command.commands) prepare(inner, around);
}

function wordsOf(error: unknown): string {
  if (error instanceof Failure || error instanceof UsageError || error instanceof ManagementError)
    return error.message;
  if (error instanceof TypeError && error.message === 'fetch failed') return 'the broker does not answer';
  return error instanceof Error ? error.message : String(error);
}
