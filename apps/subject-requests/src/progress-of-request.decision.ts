import type { RequestKind } from '#contracts';
import type { RepliedFact, ReplyPhase } from './request-facts.js';

export type ReplyState = Pick<RepliedFact, 'phase' | 'participant' | 'outcome' | 'page' | 'pages'>;

export type RequestState = 'collecting' | 'judging' | 'erasing' | 'closed';

/** Who is asked in each step: retention, which knows the clocks, judges; every holder collects and erases. */
export const askedIn = (phase: ReplyPhase, holders: readonly string[]): readonly string[] =>
  phase === 'judge' ? ['retention'] : holders;

/** Who has not answered this step for good: every page of an answer that is not a failure. */
function unanswered(
  phase: ReplyPhase,
  replies: readonly ReplyState[],
  holders: readonly string[],
): readonly string[] {
  return askedIn(phase, holders).filter((participant) => {
    const pages = replies.filter(
      (reply) => reply.phase === phase && reply.participant === participant && reply.outcome !== 'failed',
    );
    return pages.length === 0 || new Set(pages.map(({ page }) => page)).size < (pages[0]?.pages ?? 1);
  });
}

export interface Progress {
  readonly state: RequestState;
  /** Whose answer is missing; empty when the next step can be taken. */
  readonly waitingFor: readonly string[];
}

export function progressOf(
  kind: RequestKind,
  told: boolean,
  closed: boolean,
  replies: readonly ReplyState[],
  holders: readonly string[],
): Progress {
  if (closed) return { state: 'closed', waitingFor: [] };
  if (kind === 'access') return { state: 'collecting', waitingFor: unanswered('collect', replies, holders) };
  if (!told) return { state: 'judging', waitingFor: unanswered('judge', replies, holders) };
  return { state: 'erasing', waitingFor: unanswered('erase', replies, holders) };
}
