import {
  type CloudEvent,
  CollectRequested,
  type Command,
  type CommandType,
  EraseRequested,
  eventOf,
  GATE,
  ListRecordsRequested,
  type PartyId,
  type RecordVerdict,
} from '#contracts';
import { type CommandParts, partsAsked, recordsOf } from '#participant';
import { askedIn } from './progress-of-request.decision.js';
import { commandId, type ReplyPhase } from './request-facts.js';

export const TYPES: Readonly<Record<ReplyPhase, CommandType>> = {
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
  erasure: ErasureAsked = {},
): readonly CloudEvent<Command>[] {
  const { actsUpTo, verdicts, parts } = erasure;
  return askedIn(phase, holders).flatMap((participant) =>
    partsAsked(participant, parts).map((part) => {
      const id = commandId(request, phase, participant, part);
      const ofHolder = participant === party.source && verdicts !== undefined;
      const lawKeeps = !ofHolder && verdicts?.some(({ keep }) => keep.length > 0) === true;
      const data = {
        command: id,
        participant,
        replyTo: 'subject-requests' as const,
        parties: [party],
        ...(actsUpTo !== undefined && { actsUpTo }),
        ...(ofHolder && { records: recordsOf(verdicts, parts, part) }),
        ...(lawKeeps && { lawKeeps }),
      };
      return eventOf('subject-requests', TYPES[phase], id, data, time);
    }),
  );
}

export interface ErasureAsked {
  readonly actsUpTo?: string;
  readonly verdicts?: readonly RecordVerdict[];
  readonly parts?: CommandParts;
}

/** What the fact of an erasure has in it of its commands, in bytes; who gets none with it is sent theirs by the reminder. */
const MOST_BYTES = 4 * GATE.bytes;

export function withinOneFact<C extends CloudEvent>(commands: readonly C[], most = MOST_BYTES): readonly C[] {
  let bytes = 0;
  return commands.filter((command) => {
    bytes += Buffer.byteLength(JSON.stringify(command));
    return bytes <= most;
  });
}
