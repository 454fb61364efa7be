import {
  type CloudEvent,
  type CollectedItem,
  type Command,
  eventOf,
  GATE,
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
/** Well inside what is read at once, whatever one item more adds to it. */
const PAGE_BYTES = GATE.bytes / 2;

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
  const [ofItems, ofVerdicts] = [pagesOf(items ?? []), pagesOf(verdicts ?? [])];
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

/** In their order: so many to a page, and so many bytes. */
function pagesOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  const pages: T[][] = [];
  let bytes = 0;
  for (const one of all) {
    const own = Buffer.byteLength(JSON.stringify(one));
    const page = pages.at(-1);
    const fits = page !== undefined && page.length < A_PAGE && bytes + own <= PAGE_BYTES;
    if (fits) page.push(one);
    else pages.push([one]);
    bytes = fits ? bytes + own : own;
  }
  return pages;
}

/** Under which key a reply goes into the exchange of whoever answers: it comes to whom it is for, and to nobody else. */
export const routingKeyOfReply = ({
  type,
  data: { replyTo },
}: Pick<CloudEvent<ParticipantReplied>, 'type' | 'data'>): string => `${type}.${replyTo}`;
