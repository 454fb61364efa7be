import type { CollectedItem, RecordVerdict } from '#contracts';
import { holdersOf, type Participants } from '#participant';
import { askedIn, type Progress, progressOf } from './progress-of-request.decision.js';
import type { RepliedFact, RequestClosedFact, RequestFact, RequestReceivedFact } from './request-facts.js';

/** All facts of one request, folded. */
export interface RequestFile {
  readonly received: RequestReceivedFact;
  readonly replies: readonly RepliedFact[];
  readonly closed?: RequestClosedFact;
  /** When the holders were told to erase. */
  readonly toldAt?: string;
  readonly progress: Progress;
  /** Who is asked. */
  readonly holders: readonly string[];
}

/** Who may hold something of the person: stores that come to take part later are not asked. */
export const holdersFor = (participants: Participants, { holder }: Pick<RequestReceivedFact, 'holder'>) =>
  holder === undefined ? participants.all : holdersOf(participants, holder);

export interface OpenedReply {
  readonly participant: string;
  readonly items: readonly CollectedItem[];
  readonly verdicts: readonly RecordVerdict[];
}

export function foldRequest(
  participants: Participants,
  request: string,
  facts: readonly RequestFact[],
): readonly (readonly [string, RequestFile])[] {
  const received = facts.find((fact) => fact.type === 'request.received');
  if (received === undefined) return [];
  const holders = holdersFor(participants, received);
  const replies = facts
    .filter((fact) => fact.type === 'participant.replied')
    .filter(({ phase, participant }) => askedIn(phase, holders).includes(participant));
  const closed = facts.find((fact) => fact.type === 'request.closed');
  const toldAt = facts.find(({ type }) => type === 'erasure.told')?.at;
  const progress = progressOf(received.kind, toldAt !== undefined, closed !== undefined, replies, holders);
  const given = { ...(closed !== undefined && { closed }), ...(toldAt !== undefined && { toldAt }) };
  return [[request, { received, replies, progress, holders, ...given }]];
}
