import type { ReplyOutcome } from '#contracts';
import { commandIdFor, partsAsked } from '#participant';
import type { Fact } from '#storage';
import type { ErasureOrderedFact } from './facts.js';

/** A participant's answer to one erase command; a failed one may be followed by a final one. */
export interface ErasureReplyFact extends Fact {
  readonly type: 'erasure.replied';
  readonly erasure: string;
  readonly participant: string;
  /** Which part of the order it answers, where it was sent to its holder in several. */
  readonly part?: number;
  readonly outcome: ReplyOutcome;
}

type Said = Pick<ErasureReplyFact, 'participant' | 'part' | 'outcome'>;

/** Who has not answered for good yet. Done means confirmed: a command that left is not an erasure. */
export function unconfirmed(
  { participants, parts }: Pick<ErasureOrderedFact, 'participants' | 'parts'>,
  replies: readonly Said[],
): readonly string[] {
  const final = new Set(replies.filter(({ outcome }) => outcome !== 'failed').map(keyOf));
  return participants.filter((participant) =>
    partsAsked(participant, parts).some((part) => !final.has(keyOf({ participant, part }))),
  );
}

/** Whether it answers this command for good. */
export const isAnswer = (
  { erasure, participant, part, outcome }: ErasureReplyFact,
  command: string,
): boolean => outcome !== 'failed' && command === commandIdFor(erasure, participant, part);

const keyOf = ({ participant, part }: { readonly participant: string; readonly part?: number | undefined }) =>
  `${participant}/${part ?? 0}`;
