import type { CollectedItem, Participant, RecordVerdict } from '#contracts';
import { type Progress, progressOf } from './progress-of-request.decision.js';
import type { RepliedFact, RequestClosedFact, RequestFact, RequestReceivedFact } from './request-facts.js';

/** All facts of one request, folded. */
export interface RequestFile {
  readonly received: RequestReceivedFact;
  readonly replies: readonly RepliedFact[];
  readonly closed?: RequestClosedFact;
  /** When the holders were told to erase. */
  readonly toldAt?: string;
  readonly progress: Progress;
}

export interface OpenedReply {
  readonly participant: Participant;
  readonly items: readonly CollectedItem[];
  readonly verdicts: readonly RecordVerdict[];
}

export function foldRequest(
  request: string,
  facts: readonly RequestFact[],
): readonly (readonly [string, RequestFile])[] {
  const received = facts.find((fact) => fact.type === 'request.received');
  if (received === undefined) return [];
  const replies = facts.filter((fact) => fact.type === 'participant.replied');
  const closed = facts.find((fact) => fact.type === 'request.closed');
  const toldAt = facts.find(({ type }) => type === 'erasure.told')?.at;
  const progress = progressOf(received.kind, toldAt !== undefined, closed !== undefined, replies);
  const given = { ...(closed !== undefined && { closed }), ...(toldAt !== undefined && { toldAt }) };
  return [[request, { received, replies, progress, ...given }]];
}
