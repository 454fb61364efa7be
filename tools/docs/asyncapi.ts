import {
  CLOUD_EVENT_CONTENT_TYPE,
  type Contract,
  contracts,
  envelopeAttributes,
  PARTICIPANTS,
  ParticipantReplied,
  REQUESTERS,
} from '#contracts';
import {
  type BindingSpec,
  EXCHANGES,
  MARKETING_EVENTS,
  QUEUES,
  type QueueSpec,
  routeOf,
  SELOSTE_EVENTS,
  SERVICES,
  STORE_EVENTS,
} from '#messaging';
import { dataSchemas, refTo, type Schema } from './data-schema.js';

interface Way {
  readonly exchange: string;
  /** With its parameter in braces. */
  readonly address: string;
  readonly parameter?: { readonly name: string; readonly values: readonly string[] };
  readonly senders: readonly string[];
}

const within = (one: unknown, all: readonly string[]): boolean => all.some((each) => each === one);

/** Every way on which an event of a contract is sent: who, into which exchange, under which routing key. */
export function waysOf({ type, publisher }: Contract): readonly Way[] {
  if (publisher === 'web-store') return [{ exchange: STORE_EVENTS, address: type, senders: [publisher] }];
  if (publisher === 'marketing-service')
    return [{ exchange: MARKETING_EVENTS, address: type, senders: [publisher] }];
  const parameter =
    type === ParticipantReplied.type
      ? { name: 'replyTo', values: REQUESTERS }
      : { name: 'participant', values: PARTICIPANTS };
  const braced = `{${parameter.name}}`;
  const data = { participant: braced, replyTo: braced };
  const { exchange, routingKey } = routeOf({ specversion: '1.0', id: '', source: '', type, time: '', data });
  const way = { exchange, address: routingKey };
  if (publisher === 'every-service') return [{ ...way, senders: SERVICES }];
  if (publisher !== 'participant') return [{ ...way, senders: [publisher] }];
  if (type !== ParticipantReplied.type) return [{ ...way, parameter, senders: REQUESTERS }];
  return [STORE_EVENTS, SELOSTE_EVENTS].map((into) => {
    const senders = PARTICIPANTS.filter((name) => within(name, SERVICES) === (into === SELOSTE_EVENTS));
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
  const alternate = EXCHANGES.find(({ name }) => name === exchange)?.alternate;
  return bound.length > 0 ? bound : boundTo((one) => one.exchange === alternate);
}

const boundTo = (takes: (binding: BindingSpec) => boolean): readonly QueueSpec[] =>
  QUEUES.filter(({ bindings }) => bindings.some(takes));

const idOf = ({ exchange, address }: Way): string => `${exchange}/${address}`;
const pointer = (...parts: readonly string[]): Schema => ({
  $ref: `#/${parts.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
});
const messageRef = ({ type }: Contract): readonly [string, Schema] => [
  type,
  pointer('components', 'messages', type),
];

/** AsyncAPI 3.0 of all that goes over the broker. */
export function asyncApi(): Schema {
  const sent = contracts.flatMap((contract) => waysOf(contract).map((way) => ({ contract, way })));
  const handled = QUEUES.map((queue) => ({
    queue,
    taken: contracts.filter((contract) => waysOf(contract).some((way) => queuesFor(way).includes(queue))),
  })).filter(({ taken }) => taken.length > 0);
  return {
    asyncapi: '3.0.0',
    info,
    defaultContentType: CLOUD_EVENT_CONTENT_TYPE,
    servers: { broker },
    channels: {
      ...Object.fromEntries(sent.map(({ contract, way }) => [idOf(way), channelOf(contract, way)])),
      ...Object.fromEntries(handled.map(({ queue, taken }) => [queue.name, queueChannel(queue, taken)])),
    },
    operations: {
      ...Object.fromEntries(sent.flatMap(({ contract, way }) => sendings(contract, way))),
      ...Object.fromEntries(
        handled.map(({ queue }) => [
          `${queue.owner}.receives.${queue.name}`,
          { action: 'receive', channel: pointer('channels', queue.name), tags: [{ name: queue.owner }] },
        ]),
      ),
    },
    components: {
      messages: Object.fromEntries(contracts.map((contract) => [contract.type, messageOf(contract)])),
      schemas: { CloudEvent: envelope, ...dataSchemas(contracts.map(({ dataClass }) => dataClass)) },
      securitySchemes: {
        brokerUser: { type: 'userPassword', description: 'Each party has a broker user of its own.' },
      },
    },
  };
}

const info = {
  title: 'Seloste',
  version: '1.0.0',
  description:
    'Every event and command that goes over the broker. Leave out what there is not, rather than send null. ' +
    'Unknown fields are ignored. How to connect, publish and answer: docs/integrating.md.',
};

const broker = {
  host: '{host}',
  pathname: '/seloste',
  protocol: 'amqp',
  protocolVersion: '0-9-1',
  variables: { host: { default: 'localhost:5672' } },
  security: [{ $ref: '#/components/securitySchemes/brokerUser' }],
};

const envelope: Schema = {
  type: 'object',
  description: 'CloudEvents 1.0, structured JSON mode.',
  required: ['specversion', ...envelopeAttributes.map(([name]) => name), 'data'],
  properties: {
    specversion: { type: 'string', const: '1.0' },
    ...Object.fromEntries(
      envelopeAttributes.map(([name, pattern]) => [name, { type: 'string', pattern: pattern.source }]),
    ),
    datacontenttype: { type: 'string', const: 'application/json' },
    traceparent: { type: 'string', description: 'W3C Trace Context of what led to it.' },
    lane: { type: 'string', description: 'Of our services: the publishing instance.' },
    lanesequence: { type: 'integer', description: 'Of our services: the number of the fact in its lane.' },
    data: { type: 'object' },
  },
};

function messageOf(contract: Contract): Schema {
  const { type, dataClass } = contract;
  const ways = waysOf(contract);
  const sources = [...new Set(ways.flatMap(({ senders }) => senders))].map((sender) => `/${sender}`);
  const told = ways.map((way) => {
    const queues = queuesFor(way).map(({ name }) => name);
    return `${way.senders.join(', ')} → ${way.exchange} (${way.address}) → ${queues.join(', ')}`;
  });
  return {
    name: type,
    title: dataClass.name,
    description: told.join('\n'),
    contentType: CLOUD_EVENT_CONTENT_TYPE,
    payload: {
      allOf: [
        refTo('CloudEvent'),
        {
          type: 'object',
          properties: {
            source: { type: 'string', enum: sources },
            type: { type: 'string', const: type },
            data: refTo(dataClass.name),
          },
        },
      ],
    },
  };
}

function channelOf(contract: Contract, { exchange, address, parameter }: Way): Schema {
  return {
    address,
    messages: Object.fromEntries([messageRef(contract)]),
    ...(parameter !== undefined && { parameters: { [parameter.name]: { enum: parameter.values } } }),
    bindings: {
      amqp: {
        is: 'routingKey',
        exchange: { name: exchange, type: 'topic', durable: true, autoDelete: false, vhost: 'seloste' },
        bindingVersion: '0.3.0',
      },
    },
  };
}

function queueChannel({ name, owner }: QueueSpec, taken: readonly Contract[]): Schema {
  return {
    address: name,
    title: `What ${owner} takes in`,
    messages: Object.fromEntries(taken.map(messageRef)),
    bindings: {
      amqp: {
        is: 'queue',
        queue: { name, durable: true, exclusive: false, autoDelete: false, vhost: 'seloste' },
        bindingVersion: '0.3.0',
      },
    },
  };
}

function sendings(contract: Contract, way: Way): readonly (readonly [string, Schema])[] {
  return way.senders.map((sender) => [
    `${sender}.sends.${contract.type}`,
    {
      action: 'send',
      channel: pointer('channels', idOf(way)),
      tags: [{ name: sender }],
      bindings: { amqp: { deliveryMode: 2, mandatory: true, bindingVersion: '0.3.0' } },
    },
  ]);
}
