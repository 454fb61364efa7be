import {
  type CloudEvent,
  type CollectedItem,
  type Command,
  eventOf,
  ParticipantReplied,
  type RecordVerdict,
  type ReplyOutcome,
} from '#contracts';
import { isCommandOf } from './command-ids.js';

/** What a participant answers, before it is cut into pages. */
export interface Reply {
  readonly outcome: ReplyOutcome;
  readonly items?: readonly CollectedItem[];
  readonly verdicts?: readonly RecordVerdict[];
  readonly failure?: string;
}

const A_PAGE = 500;

/** Only whom a command asks may answer it, under their own name. */
export const isOwnReply = ({ source, data }: CloudEvent<ParticipantReplied>): boolean =>
  source === `/${data.participant}` && isCommandOf(data.command, data.participant);

/** The events of one reply; a repeated command gives the same ids, so that answering twice is answering once. */
export function repliesTo(
  participant: string,
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

/** Under which key a reply goes into the exchange of whoever answers: it comes to whom it is for, and to nobody else. */
export const routingKeyOfReply = ({
  type,
  data: { replyTo },
}: Pick<CloudEvent<ParticipantReplied>, 'type' | 'data'>): string => `${type}.${replyTo}`;
