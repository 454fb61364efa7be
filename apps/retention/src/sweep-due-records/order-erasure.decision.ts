import { type CloudEvent, EraseRequested, eventOf, type PartyId, type RecordVerdict } from '#contracts';
import { commandIdFor, holdersOf, type Participants } from '#participant';
import type { DueOfParty } from './due-of-party.decision.js';

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

/** Only the holder is told record by record; the others erase whatever of the party no duty of theirs keeps. */
export function eraseCommand(
  erasure: string,
  participant: string,
  party: PartyId,
  due: Pick<DueOfParty, 'verdicts'>,
  actsUpTo: string,
  time: string,
): CloudEvent<EraseRequested> {
  const command = commandIdFor(erasure, participant);
  const data: EraseRequested = {
    command,
    participant,
    replyTo: 'retention',
    parties: [party],
    actsUpTo,
    ...(participant === party.source && { records: due.verdicts }),
  };
  return eventOf('retention', EraseRequested.type, command, data, time);
}
