import { ParticipantReplied, type CloudEvent } from '#contracts';
import { SELOSTE_COMMANDS, SELOSTE_EVENTS } from './names.js';
import { commandKey } from './queues-of-service.js';

export interface Route {
  readonly exchange: string;
  readonly routingKey: string;
}

/**
 * Where an event of one of our services goes. A reply carries its addressee behind the type; a command has
 * the participant in the place of the word `participant`: `web-store.erase.v1`.
 */
export function routeOf(event: CloudEvent): Route {
  if (!event.type.startsWith('participant.')) return { exchange: SELOSTE_EVENTS, routingKey: event.type };
  const { participant, replyTo } = event.data as { readonly participant?: string; readonly replyTo?: string };
  if (event.type === ParticipantReplied.type) {
    return { exchange: SELOSTE_EVENTS, routingKey: `${event.type}.${named(replyTo)}` };
  }
  return {
    exchange: SELOSTE_COMMANDS,
    routingKey: commandKey(named(participant), event.type),
  };
}

function named(party: string | undefined): string {
  if (party === undefined) throw new Error('a participant event names its participant and whom to reply to');
  return party;
}
