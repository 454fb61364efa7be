import type { CollectedItem, RecordVerdict } from '#contracts';
import { type CommandParts, holdersOf, type Participants } from '#participant';
import { askedIn, type Progress, progressOf } from './progress-of-request.decision.js';
import type { RepliedFact, RequestClosedFact, RequestFact, RequestReceivedFact } from './request-facts.js';

/** All facts of one request, folded. */
export interface RequestFile {
  readonly received: RequestReceivedFact;
  readonly replies: readonly RepliedFact[];
  readonly closed?: RequestClosedFact;
  /** When the holders were told to erase. */
  readonly toldAt?: string;
  /** How many commands the records were sent to their holder in, where it was not one. */
  readonly parts?: CommandParts;
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
  const told = facts.find((fact) => fact.type === 'erasure.told');
  const progress = progressOf(
    received.kind,
    told !== undefined,
    closed !== undefined,
    replies,
    holders,
    told?.parts,
  );
  const given = {
    ...(closed !== undefined && { closed }),
    ...(told !== undefined && { toldAt: told.at }),
    ...(told?.parts !== undefined && { parts: told.parts }),
  };
  return [[request, { received, replies, progress, holders, ...given }]];
}
