import {
  type CloudEvent,
  CollectRequested,
  type CommandType,
  EraseRequested,
  eventOf,
  ListRecordsRequested,
  type PartyId,
  type RecordVerdict,
} from '#contracts';
import { askedIn } from './progress-of-request.decision.js';
import { commandId, type ReplyPhase } from './request-facts.js';

const TYPES: Readonly<Record<ReplyPhase, CommandType>> = {
  collect: CollectRequested.type,
  judge: ListRecordsRequested.type,
  erase: EraseRequested.type,
};

/**
 * The commands of one step. Only the holder the party comes from is told record by record; our own services
 * decide by their own duties, which retention's verdicts do not know.
 */
export function commandsOf(
  request: string,
  phase: ReplyPhase,
  party: PartyId,
  time: string,
  holders: readonly string[],
  erasure: { readonly actsUpTo?: string; readonly verdicts?: readonly RecordVerdict[] } = {},
): readonly CloudEvent[] {
  const { actsUpTo, verdicts } = erasure;
  return askedIn(phase, holders).map((participant) => {
    const id = commandId(request, phase, participant);
    const ofHolder = participant === party.source && verdicts !== undefined;
    const lawKeeps = !ofHolder && verdicts?.some(({ keep }) => keep.length > 0) === true;
    const data = {
      command: id,
      participant,
      replyTo: 'subject-requests',
      parties: [party],
      ...(actsUpTo !== undefined && { actsUpTo }),
      ...(ofHolder && { records: verdicts }),
      ...(lawKeeps && { lawKeeps }),
    };
    return eventOf('subject-requests', TYPES[phase], id, data, time);
  });
}
