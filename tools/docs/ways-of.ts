import { type Contract, ParticipantReplied, REQUESTERS } from '#contracts';
import {
  type BindingSpec,
  MARKETING_EVENTS,
  type QueueSpec,
  routeOf,
  SELOSTE_EVENTS,
  STORE_EVENTS,
} from '#messaging';
import { EXAMPLES, participantsOf } from '#participant';
import { serviceNames as SERVICES } from '../../apps/services.js';
import { installationTopology } from '../../apps/topology.js';

/** Described as it is with the examples: who else takes part has queues and rights like theirs. */
export const topology = installationTopology(EXAMPLES);
const participants = participantsOf(SERVICES, EXAMPLES);

/** Whether others than these may stand there: stores and marketing services are each installation's own. */
export const isOpen = (names: readonly string[]): boolean => names.some((name) => !within(name, SERVICES));

export interface Way {
  readonly exchange: string;
  /** With its parameter in braces. */
  readonly address: string;
  readonly parameter?: { readonly name: string; readonly values: readonly string[] };
  readonly senders: readonly string[];
}

const within = (one: unknown, all: readonly string[]): boolean => all.some((each) => each === one);

/** Every way on which an event of a contract is sent: who, into which exchange, under which routing key. */
export function waysOf({ type, publisher }: Contract): readonly Way[] {
  if (publisher === 'store') return [{ exchange: STORE_EVENTS, address: type, senders: EXAMPLES.stores }];
  if (publisher === 'marketing')
    return [{ exchange: MARKETING_EVENTS, address: type, senders: EXAMPLES.marketingServices }];
  const parameter =
    type === ParticipantReplied.type
      ? { name: 'replyTo', values: REQUESTERS }
      : { name: 'participant', values: participants.all };
  const braced = `{${parameter.name}}`;
  const data = { participant: braced, replyTo: braced };
  const { exchange, routingKey } = routeOf({ specversion: '1.0', id: '', source: '', type, time: '', data });
  const way = { exchange, address: routingKey };
  if (publisher === 'every-service') return [{ ...way, senders: SERVICES }];
  if (publisher !== 'participant') return [{ ...way, senders: [publisher] }];
  if (type !== ParticipantReplied.type) return [{ ...way, parameter, senders: REQUESTERS }];
  return [STORE_EVENTS, SELOSTE_EVENTS].map((into) => {
    const senders = participants.all.filter((name) => within(name, SERVICES) === (into === SELOSTE_EVENTS));
    return { exchange: into, address: routingKey, parameter, senders };
  });
}

/** As a topic exchange matches: `*` is one word, `#` any number. */
export function matches(key: string, routingKey: string): boolean {
  const pattern = key
    .replaceAll('.', '\\.')
    .replaceAll('*', '[^.]+')
    .replace(/\\\.#$/, '(\\..+)?');
  return new RegExp(`^${pattern}$`).test(routingKey);
}

/** What the broker puts it into; where nobody is bound, what the exchange's alternate keeps it in. */
export function queuesFor({ exchange, address, parameter }: Way): readonly QueueSpec[] {
  const keys =
    parameter === undefined
      ? [address]
      : parameter.values.map((value) => address.replace(`{${parameter.name}}`, value));
  const bound = boundTo((one) => one.exchange === exchange && keys.some((key) => matches(one.key, key)));
  const alternate = topology.exchanges.find(({ name }) => name === exchange)?.alternate;
  return bound.length > 0 ? bound : boundTo((one) => one.exchange === alternate);
}

const boundTo = (takes: (binding: BindingSpec) => boolean): readonly QueueSpec[] =>
  topology.queues.filter(({ bindings }) => bindings.some(takes));
