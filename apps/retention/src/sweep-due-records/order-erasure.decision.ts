import {
  type CloudEvent,
  EraseRequested,
  eventOf,
  GATE,
  OWN_ID,
  type PartyId,
  type RecordVerdict,
} from '#contracts';
import { commandIdFor, holdersOf, type Participants, partsAsked, recordsOf } from '#participant';
import type { ErasureOrderedFact } from '../facts.js';
import type { DueOfParty } from './due-of-party.decision.js';

/** A command that names somebody or something by such an id is read by no holder. */
class IdOutsideRule extends Error {
  override readonly name = 'IdOutsideRule';
}

const ownId = new RegExp(`^${OWN_ID}$`);

/** Throws where an id is not of the one rule for ids: from before it, or put there by hand. */
export function nameable(
  { partyId }: { readonly partyId: string },
  { verdicts }: Pick<DueOfParty, 'verdicts'>,
): void {
  const [, ...own] = partyId.split('/');
  const ids = [own.join('/'), ...verdicts.map(({ record }) => record)];
  if (!ids.every((id) => ownId.test(id))) throw new IdOutsideRule();
}

/** The same due fields of the same party are the same erasure, whoever finds them and however often. */
export function erasureKey(party: string, verdicts: readonly RecordVerdict[]): string {
  const what = verdicts
    .map(({ kind, record, erase }) => `${kind} ${record} ${[...erase].sort().join(',')}`)
    .sort();
  return JSON.stringify([party, what]);
}

/**
 * How often it has been carried out before: what a holder tells of again after that is erased again, under an id of
 * its own, since the holders have answered the old one.
 */
export const occasionOf = (erasure: string, completed: readonly string[]): string => {
  const before = completed.filter((one) => one === erasure || one.startsWith(`${erasure}.`)).length;
  return before === 0 ? erasure : `${erasure}.${before}`;
};

/** A whole party is erased by all who may hold of it, retention's own inventory last; single records at their holder. */
export const askedToErase = (
  participants: Participants,
  { whole }: Pick<DueOfParty, 'whole'>,
  holder: string,
): readonly string[] =>
  (whole ? holdersOf(participants, holder) : [holder]).filter((one) => one !== 'retention');

/** What one order takes at once, in bytes: it has its verdicts in it, and the commands until they are out. */
const MOST_BYTES = 4 * GATE.bytes;

/** The first of what is due, the same ones however they were found; the rest is due when these are gone. */
export function withinOneOrder({ verdicts, whole, because }: DueOfParty, most = MOST_BYTES): DueOfParty {
  const sorted = [...verdicts].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  let bytes = 0;
  const first = sorted.filter((verdict, index) => {
    bytes += Buffer.byteLength(JSON.stringify(verdict));
    return index === 0 || bytes <= most;
  });
  return { verdicts: first, whole: whole && first.length === verdicts.length, because };
}

const nameOf = ({ kind, record }: RecordVerdict): string => `${kind} ${record}`;

/**
 * Only the holder is sent the records one by one, in parts where one message does not hold them all; the others erase whatever of
 * the party no duty of theirs keeps. The same order gives the same commands.
 */
export function eraseCommands(
  { _id, participants, parts, verdicts = [], at }: Told,
  party: PartyId,
  time: string,
): readonly CloudEvent<EraseRequested>[] {
  return participants.flatMap((participant) =>
    partsAsked(participant, parts).map((part) => {
      const command = commandIdFor(_id, participant, part);
      const data: EraseRequested = {
        command,
        participant,
        replyTo: 'retention',
        parties: [party],
        actsUpTo: at,
        ...(participant === party.source && { records: recordsOf(verdicts, parts, part) }),
      };
      return eventOf('retention', EraseRequested.type, command, data, time);
    }),
  );
}

type Told = Pick<ErasureOrderedFact, '_id' | 'participants' | 'parts' | 'verdicts' | 'at'>;
