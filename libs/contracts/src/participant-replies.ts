import type { CloudEvent } from './cloud-event.js';
import { eventOf } from './event-of.js';
import {
  type CollectedItem,
  type Command,
  type Participant,
  ParticipantReplied,
  type RecordVerdict,
  type ReplyOutcome,
} from './participant.commands.js';

/** What a participant answers, before it is cut into pages. */
export interface Reply {
  readonly outcome: ReplyOutcome;
  readonly items?: readonly CollectedItem[];
  readonly verdicts?: readonly RecordVerdict[];
  readonly failure?: string;
}

const A_PAGE = 500;

/** A command's id ends in whom it asks, and only they may answer it, under their own name. */
export function isOwnReply({ source, data }: CloudEvent<ParticipantReplied>): boolean {
  return source === `/${data.participant}` && data.command.endsWith(`/${data.participant}`);
}

/** The events of one reply; a repeated command gives the same ids, so that answering twice is answering once. */
export function participantReplies(
  participant: Participant,
  { command, replyTo }: Pick<Command, 'command' | 'replyTo'>,
  { outcome, items, verdicts, failure }: Reply,
  time: string,
): readonly CloudEvent<ParticipantReplied>[] {
  const pages = Math.max(1, Math.ceil(Math.max(items?.length ?? 0, verdicts?.length ?? 0) / A_PAGE));
  return Array.from({ length: pages }, (_unused, index) => {
    const [from, to] = [index * A_PAGE, (index + 1) * A_PAGE];
    const data: ParticipantReplied = {
      command,
      participant,
      replyTo,
      outcome,
      ...(items !== undefined && { items: items.slice(from, to) }),
      ...(verdicts !== undefined && { verdicts: verdicts.slice(from, to) }),
      ...(failure !== undefined && { failure }),
      page: index + 1,
      pages,
    };
    const id = `reply/${command}/${participant}/${outcome}/${index + 1}`;
    return eventOf(participant, ParticipantReplied.type, id, data, time);
  });
}
