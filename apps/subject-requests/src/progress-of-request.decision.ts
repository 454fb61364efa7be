import { type Participant, PARTICIPANTS, type RequestKind } from '#contracts';
import type { RepliedFact, ReplyPhase } from './request-facts.js';

export type ReplyState = Pick<RepliedFact, 'phase' | 'participant' | 'outcome' | 'page' | 'pages'>;

export type RequestState = 'collecting' | 'judging' | 'erasing' | 'closed';

/** Who is asked in each step: retention, which knows the clocks, judges; everybody collects and erases. */
export const askedIn = (phase: ReplyPhase): readonly Participant[] =>
  phase === 'judge' ? ['retention'] : PARTICIPANTS;

/** Who has not answered this step for good: every page of an answer that is not a failure. */
function unanswered(phase: ReplyPhase, replies: readonly ReplyState[]): readonly Participant[] {
  return askedIn(phase).filter((participant) => {
    const pages = replies.filter(
      (reply) => reply.phase === phase && reply.participant === participant && reply.outcome !== 'failed',
    );
    return pages.length === 0 || new Set(pages.map(({ page }) => page)).size < (pages[0]?.pages ?? 1);
  });
}

export interface Progress {
  readonly state: RequestState;
  /** Whose answer is missing; empty when the next step can be taken. */
  readonly waitingFor: readonly Participant[];
}

export function progressOf(
  kind: RequestKind,
  told: boolean,
  closed: boolean,
  replies: readonly ReplyState[],
): Progress {
  if (closed) return { state: 'closed', waitingFor: [] };
  if (kind === 'access') return { state: 'collecting', waitingFor: unanswered('collect', replies) };
  if (!told) return { state: 'judging', waitingFor: unanswered('judge', replies) };
  return { state: 'erasing', waitingFor: unanswered('erase', replies) };
}
