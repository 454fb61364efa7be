import {
  CLOUD_EVENT_CONTENT_TYPE,
  type Contract,
  contracts,
  envelopeAttributes,
  gateInWords,
} from '#contracts';
import type { QueueSpec } from '#messaging';
import { serviceNames as SERVICES } from '../../apps/services.js';
import { dataSchemas, refTo, type Schema } from './data-schema.js';
import { isOpen, queuesFor, topology, type Way, waysOf } from './ways-of.js';

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
  const handled = topology.queues
    .map((queue) => ({
      queue,
      taken: contracts.filter((contract) => waysOf(contract).some((way) => queuesFor(way).includes(queue))),
    }))
    .filter(({ taken }) => taken.length > 0);
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
    `Unknown fields are ignored. A message is ${gateInWords} ` +
    'web-store and marketing-service stand for any store and any marketing service. How to connect, publish and answer: docs/integrating.md.',
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
    lane: {
      type: 'string',
      description: 'Of our services: the publishing instance, and the type whose facts it numbers there.',
    },
    lanesequence: { type: 'integer', description: 'Of our services: the number of the fact in its lane.' },
    data: { type: 'object' },
  },
};

function messageOf(contract: Contract): Schema {
  const { type, dataClass } = contract;
  const ways = waysOf(contract);
  const senders = [...new Set(ways.flatMap((way) => way.senders))];
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
            source: sourceOf(senders),
            type: { type: 'string', const: type },
            data: refTo(dataClass.name),
          },
        },
      ],
    },
  };
}

const named = (names: readonly string[]): readonly string[] => names.map((name) => `/${name}`);

/** Any store's or marketing service's own name, but none of ours; a reply comes from either. */
function sourceOf(senders: readonly string[]): Schema {
  if (!isOpen(senders)) return { type: 'string', enum: named(senders) };
  const ours = SERVICES.some((service) => senders.includes(service));
  return { type: 'string', examples: named(senders), ...(!ours && { not: { enum: named(SERVICES) } }) };
}

function channelOf(contract: Contract, { exchange, address, parameter }: Way): Schema {
  return {
    address,
    messages: Object.fromEntries([messageRef(contract)]),
    ...(parameter !== undefined && {
      parameters: {
        [parameter.name]: isOpen(parameter.values)
          ? { examples: parameter.values }
          : { enum: parameter.values },
      },
    }),
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
