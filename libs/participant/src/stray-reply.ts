import {
  type CloudEvent,
  CollectRequested,
  type CommandType,
  EraseRequested,
  ListRecordsRequested,
  type ParticipantReplied,
  type ReplyOutcome,
} from '#contracts';
import { commandIdFor, type CommandParts, isCommandOf, partsAsked } from './command-ids.js';
import { isOwnReply } from './replies.js';

/** Why a reply counts for nothing. */
export type Stray =
  | 'reply-for-another'
  | 'reply-to-no-command'
  | 'reply-from-one-not-asked'
  | 'outcome-of-another-command';

/** The commands of one type by which participants were asked about one occasion. */
export interface Asked {
  readonly type: CommandType;
  readonly commands: readonly string[];
}

/** What each type of command can come to. */
const OUTCOMES: Readonly<Record<CommandType, readonly ReplyOutcome[]>> = {
  [CollectRequested.type]: ['done', 'none', 'failed'],
  [ListRecordsRequested.type]: ['done', 'none', 'failed'],
  [EraseRequested.type]: ['done', 'retained', 'none', 'failed'],
};

export const commandsAsked = (
  occasion: string,
  participants: readonly string[],
  parts: CommandParts | undefined,
): readonly string[] =>
  participants.flatMap((participant) =>
    partsAsked(participant, parts).map((part) => commandIdFor(occasion, participant, part)),
  );

/**
 * A reply counts only for a command that was asked of whoever answers. A command is durable before it is sent, so that no
 * reply can be earlier than its command.
 */
export function strayReply(
  event: CloudEvent<ParticipantReplied>,
  asked: Asked | undefined,
): Stray | undefined {
  const { command, participant, outcome } = event.data;
  if (!isOwnReply(event)) return 'reply-for-another';
  if (asked === undefined) return 'reply-to-no-command';
  if (!asked.commands.some((one) => isCommandOf(one, participant))) return 'reply-from-one-not-asked';
  if (!asked.commands.includes(command)) return 'reply-to-no-command';
  return OUTCOMES[asked.type].includes(outcome) ? undefined : 'outcome-of-another-command';
}
