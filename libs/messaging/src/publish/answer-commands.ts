import { type Command, type Participant, participantReplies, type Reply } from '#contracts';
import { done, retry, type Outcome, type Received } from '../consume/outcome.js';
import { routeOf } from '../topology/route-event.js';
import type { Publisher } from './publisher.js';

/** Carries out each command and tells who sent it; one is done only when the broker has the whole reply. */
export function answerCommands(
  participant: Participant,
  publisher: Pick<Publisher, 'publish'>,
  batch: readonly Received<Command>[],
  carryOut: (type: string, command: Command) => Promise<Reply>,
): Promise<Outcome[]> {
  return Promise.all(
    batch.map(async ({ event: { type, data, traceparent } }) => {
      const reply = await carryOut(type, data);
      const events = participantReplies(participant, data, reply, new Date().toISOString());
      const outcomes = await publisher.publish(
        events.map((event) => ({
          ...routeOf(event),
          event: traceparent === undefined ? event : { ...event, traceparent },
        })),
      );
      return outcomes.every((outcome) => outcome === 'confirmed') ? done : retry('reply-not-confirmed');
    }),
  );
}
