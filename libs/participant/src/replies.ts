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
import { pagesOf } from './pages.js';

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

/** A command comes from whoever wants its answer: nobody else orders anything here, by whatever way it came. */
export const isOwnCommand = ({ source, data }: CloudEvent<Command>): boolean => source === `/${data.replyTo}`;

/** The events of one reply; a repeated command gives the same ids, so that answering twice is answering once. */
export function repliesTo(
  participant: string,
  { command, replyTo }: Pick<Command, 'command' | 'replyTo'>,
  { outcome, items, verdicts, failure }: Reply,
  time: string,
): readonly CloudEvent<ParticipantReplied>[] {
  const [ofItems, ofVerdicts] = [pagesOf(items ?? [], A_PAGE), pagesOf(verdicts ?? [], A_PAGE)];
  const pages = Math.max(1, ofItems.length, ofVerdicts.length);
  return Array.from({ length: pages }, (_unused, index) => {
    const data: ParticipantReplied = {
      command,
      participant,
      replyTo,
      outcome,
      ...(items !== undefined && { items: ofItems[index] ?? [] }),
      ...(verdicts !== undefined && { verdicts: ofVerdicts[index] ?? [] }),
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
