import { type Contract, contracts, LaneWatermark, ParticipantReplied, versionsOf } from '#contracts';
import {
  type BindingSpec,
  commandsOf,
  DEAD,
  MARKETING_EVENTS,
  ownExchange,
  type QueueSpec,
  SELOSTE_COMMANDS,
  SELOSTE_EVENTS,
  STORE_EVENTS,
  UNROUTED,
} from './names.js';

/** A service as far as the broker is concerned. */
export interface ServiceAtBroker {
  readonly name: string;
  /** The types its handlers take: each in its newest version. */
  readonly takes: readonly string[];
  /** The types by which it knows how current it is: it hears how far their publishers are. */
  readonly counts: readonly string[];
  /** It parks what no queue is bound for; one service of the installation does. */
  readonly parksUnrouted?: true;
}

/** The queue in which a type comes to a service, and what binds it there. */
export interface Feed {
  readonly queue: string;
  readonly bindings: readonly BindingSpec[];
}

/** Where a type comes from follows from its contract, so a handler names nothing but the type. */
export function feedOf(service: string, type: string, known: readonly Contract[] = contracts): Feed {
  const contract = known.find((one) => one.type === type);
  if (contract === undefined) throw new Error(`there is no contract for ${type}, which a handler takes`);
  const types = versionsOf(type, known);
  if (type === ParticipantReplied.type) {
    const keys = types.map((one) => `${one}.${service}`);
    return {
      queue: `${service}.replies`,
      bindings: [...from(STORE_EVENTS, keys), ...from(SELOSTE_EVENTS, keys)],
    };
  }
  if (contract.publisher === 'participant') {
    const keys = types.map((one) => commandKey(service, one));
    return { queue: commandsOf(service), bindings: from(SELOSTE_COMMANDS, keys) };
  }
  if (contract.publisher === 'store')
    return { queue: `${service}.intake`, bindings: from(STORE_EVENTS, types) };
  if (contract.publisher === 'marketing')
    return { queue: `${service}.intake`, bindings: from(MARKETING_EVENTS, types) };
  return { queue: `${service}.events`, bindings: from(SELOSTE_EVENTS, types) };
}

/** `participant.erase.v1` to one participant: its name stands for the word `participant`. */
export const commandKey = (participant: string, type: string): string =>
  `${participant}${type.slice('participant'.length)}`;

/** All that a service reads: what its handlers take, and what it parks. */
export function queuesOfService(
  { name, takes, counts, parksUnrouted }: ServiceAtBroker,
  known: readonly Contract[] = contracts,
): readonly QueueSpec[] {
  const heard = counts.length > 0 ? [LaneWatermark.type] : [];
  const fed = new Map<string, BindingSpec[]>();
  for (const type of [...takes, ...heard]) {
    const { queue, bindings } = feedOf(name, type, known);
    fed.set(queue, [...(fed.get(queue) ?? []), ...bindings]);
  }
  const parks = [
    { queue: `${name}.dead`, bindings: from(DEAD, [name]) },
    ...(parksUnrouted === true ? [{ queue: `${name}.unrouted`, bindings: from(UNROUTED, ['']) }] : []),
  ];
  return [
    ...[...fed].map(([queue, bindings]) => queueOf(name, queue, bindings, 'handled')),
    ...parks.map(({ queue, bindings }) => queueOf(name, queue, bindings, 'parks')),
  ];
}

/** Who takes replies has asked. */
export const asks = ({ takes }: ServiceAtBroker): boolean => takes.includes(ParticipantReplied.type);

/** Into each queue of its own a service may also write itself, through its own exchange. */
const queueOf = (
  owner: string,
  name: string,
  bindings: readonly BindingSpec[],
  role: QueueSpec['role'],
): QueueSpec => ({ name, owner, role, bindings: [...bindings, { exchange: ownExchange(owner), key: name }] });

const from = (exchange: string, keys: readonly string[]): readonly BindingSpec[] =>
  keys.map((key) => ({ exchange, key }));
