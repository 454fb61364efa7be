import type { RequestKind } from '#contracts';
import { type CommandParts, partsAsked } from '#participant';
import type { RepliedFact, ReplyPhase } from './request-facts.js';

export type ReplyState = Pick<RepliedFact, 'phase' | 'participant' | 'part' | 'outcome' | 'page' | 'pages'>;

export type RequestState = 'collecting' | 'judging' | 'erasing' | 'closed';

/** Who is asked in each step: retention, which knows the clocks, judges; every holder collects and erases. */
export const askedIn = (phase: ReplyPhase, holders: readonly string[]): readonly string[] =>
  phase === 'judge' ? ['retention'] : holders;

/** The steps in which holders have been asked so far. */
export const stepsAsked = (kind: RequestKind, told: boolean): readonly ReplyPhase[] =>
  kind === 'access' ? ['collect'] : told ? ['judge', 'erase'] : ['judge'];

export interface AskedPart {
  readonly participant: string;
  readonly part: number | undefined;
}

/** What of this step has not been answered for good: every page of an answer that is not a failure. */
export function unanswered(
  phase: ReplyPhase,
  replies: readonly ReplyState[],
  holders: readonly string[],
  parts?: CommandParts,
): readonly AskedPart[] {
  const asked = askedIn(phase, holders).flatMap((participant) =>
    partsAsked(participant, phase === 'erase' ? parts : undefined).map((part) => ({ participant, part })),
  );
  return asked.filter(({ participant, part }) => {
    const pages = replies.filter(
      (reply) =>
        reply.phase === phase &&
        reply.participant === participant &&
        reply.part === part &&
        reply.outcome !== 'failed',
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
  parts?: CommandParts,
): Progress {
  if (closed) return { state: 'closed', waitingFor: [] };
  const phase = stepsAsked(kind, told).at(-1)!;
  const open = unanswered(phase, replies, holders, parts).map(({ participant }) => participant);
  return { state: STATES[phase], waitingFor: [...new Set(open)] };
}

const STATES = { collect: 'collecting', judge: 'judging', erase: 'erasing' } as const;
