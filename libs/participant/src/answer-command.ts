import {
  CollectRequested,
  type Command,
  type CommandOf,
  type CommandType,
  EraseRequested,
  ListRecordsRequested,
} from '#contracts';
import type { ParticipantPort } from './participant.port.js';
import type { Reply } from './replies.js';

type Branches = {
  readonly [T in CommandType]: (port: ParticipantPort, command: CommandOf<T>) => Promise<Reply>;
};

/** One branch for each type, and none for the rest: a new type of command does not compile until it has its own. */
const branches: Branches = {
  [CollectRequested.type]: async (port, command) => {
    const items = await port.collect(command);
    return items.length > 0 ? { outcome: 'done', items } : { outcome: 'none' };
  },
  [ListRecordsRequested.type]: async (port, command) => {
    const verdicts = await port.listRecords(command);
    return verdicts.length > 0 ? { outcome: 'done', verdicts } : { outcome: 'none' };
  },
  [EraseRequested.type]: (port, command) => port.erase(command),
};

const carryOut = <T extends CommandType>(
  port: ParticipantPort,
  type: T,
  command: CommandOf<T>,
): Promise<Reply> => branches[type](port, command);

const isCommandType = (type: string): type is CommandType => Object.hasOwn(branches, type);

/** What is said instead of an answer. */
export type Refusal = 'unknown-command' | 'command-for-another';

/** Carries out a command by its type, or refuses it: an unknown one is never carried out as another. */
export async function answerCommand(
  port: ParticipantPort,
  participant: string,
  type: string,
  command: Command,
): Promise<Reply | Refusal> {
  if (!isCommandType(type)) return 'unknown-command';
  if (command.participant !== participant) return 'command-for-another';
  return carryOut(port, type, command);
}
