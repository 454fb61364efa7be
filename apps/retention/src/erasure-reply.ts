import type { ReplyOutcome } from '#contracts';
import type { Fact } from '#storage';

/** A participant's answer to one erase command; a failed one may be followed by a final one. */
export interface ErasureReplyFact extends Fact {
  readonly type: 'erasure.replied';
  readonly erasure: string;
  readonly participant: string;
  readonly outcome: ReplyOutcome;
}

/** Who has not answered for good yet. Done means confirmed: a command that left is not an erasure. */
export function unconfirmed(
  participants: readonly string[],
  replies: readonly Pick<ErasureReplyFact, 'participant' | 'outcome'>[],
): readonly string[] {
  const final = new Set(
    replies.filter(({ outcome }) => outcome !== 'failed').map(({ participant }) => participant),
  );
  return participants.filter((participant) => !final.has(participant));
}
