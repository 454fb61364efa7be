import { describe, expect, test } from '@jest/globals';
import {
  type CloudEvent,
  contracts,
  CustomerRegistered,
  defineContracts,
  EraseRequested,
  olderVersion,
  OrderPlaced,
  ParticipantReplied,
  SuppressionAdded,
} from '#contracts';
import { EXAMPLES, type Registered } from '#participant';
import { testServices } from './installation.fixture.js';
import { mayPublishAs } from './may-publish-as.js';
import type { BindingSpec } from './names.js';
import { feedOf } from './queues-of-service.js';
import { routeOf } from './route-event.js';
import { RESTORE_USER } from './names.js';
import { type PolicySpec, topologyOf } from './topology.js';

const both: Registered = {
  stores: ['web-store', 'my-shop'],
  marketingServices: ['marketing-service', 'my-letters'],
};
const { exchanges, queues, streams, policies, permissions } = topologyOf(testServices, both);
const ours = testServices.map(({ name }) => name);

const event = (type: string, data: object = {}): CloudEvent => ({
  specversion: '1.0',
  id: 'e-1',
  source: '/retention',
  type,
  time: '2026-06-30T09:12:00Z',
  data,
});

/** As a topic exchange matches. */
function takersOf(exchange: string, routingKey: string, among = queues): readonly string[] {
  const takes = ({ exchange: from, key }: BindingSpec): boolean =>
    from === exchange &&
    (key === routingKey || (key.endsWith('.#') && routingKey.startsWith(key.slice(0, -1))));
  return among.filter(({ bindings }) => bindings.some(takes)).map(({ name }) => name);
}

const same =
  (one: { exchange: unknown; key: unknown }) =>
  ({ exchange, key }: BindingSpec): boolean =>
    exchange === one.exchange && key === one.key;

const over = (kind: PolicySpec['applyTo'], name: string): readonly PolicySpec[] =>
  policies.filter(({ pattern, applyTo }) => applyTo === kind && new RegExp(pattern).test(name));

describe('the topology', () => {
  test.each([
    [event('consent.granted.v1'), 'seloste.events', 'consent.granted.v1'],
    [
      event('participant.erase.v1', { participant: 'web-store', replyTo: 'retention' }),
      'seloste.commands',
      'web-store.erase.v1',
    ],
    [
      event('participant.replied.v1', { participant: 'consent', replyTo: 'retention' }),
      'seloste.events',
      'participant.replied.v1.retention',
    ],
  ])('routes %#', (one, exchange, routingKey) => {
    expect(routeOf(one)).toEqual({ exchange, routingKey });
  });

  test('binds a service to what its handlers take, type by type, and to nothing else', () => {
    const takes = [OrderPlaced.type, SuppressionAdded.type, EraseRequested.type, ParticipantReplied.type];
    const alone = topologyOf([{ name: 'tiny', takes, counts: [] }], { stores: [], marketingServices: [] });
    expect(
      alone.queues.map(({ name, bindings }) => [
        name,
        bindings.map(({ exchange, key }) => `${exchange} ${key}`),
      ]),
    ).toEqual([
      ['tiny.intake', ['store.events order.placed.v1', 'tiny.own tiny.intake']],
      ['tiny.events', ['seloste.events suppression.added.v1', 'tiny.own tiny.events']],
      ['tiny.commands', ['seloste.commands tiny.erase.v1', 'tiny.own tiny.commands']],
      [
        'tiny.replies',
        [
          'store.events participant.replied.v1.tiny',
          'seloste.events participant.replied.v1.tiny',
          'tiny.own tiny.replies',
        ],
      ],
      ['tiny.dead', ['seloste.dead tiny', 'tiny.own tiny.dead']],
    ]);
  });

  test('binds the older versions that come to a handler as the one it takes', () => {
    class Second {
      static readonly type = 'customer.registered.v2';
      readonly customer = '';
    }
    const known = [
      ...contracts.filter(({ type }) => type !== CustomerRegistered.type),
      ...defineContracts('store', [Second]),
      olderVersion('store', CustomerRegistered, Second, () => new Second()),
    ];
    const { bindings } = feedOf('tiny', Second.type, known);
    expect(bindings.map(({ key }) => key)).toEqual(['customer.registered.v2', 'customer.registered.v1']);
    expect(() => feedOf('tiny', 'no.such.v1')).toThrow('no contract for no.such.v1');
  });

  test('what no queue is bound for is kept: every exchange into which one publishes for others has an alternate', () => {
    const written = permissions.flatMap(({ write }) =>
      exchanges.filter(({ name }) => new RegExp(write).test(name) && !name.endsWith('.own')),
    );
    expect([...new Set(written.map(({ name }) => name))].toSorted()).toEqual([
      'marketing.events',
      'seloste.commands',
      'seloste.events',
      'store.events',
    ]);
    for (const { alternate = '' } of written) expect(takersOf(alternate, '')).toEqual(['retention.unrouted']);
  });

  test.each(['web-store', 'my-shop', 'consent'])(
    'a reply from %s reaches who asked, and nobody else',
    (source) => {
      const exchange = source === 'consent' ? 'seloste.events' : 'store.events';
      expect(takersOf(exchange, 'participant.replied.v1.subject-requests')).toEqual([
        'subject-requests.replies',
      ]);
    },
  );

  test.each(['web-store', 'my-shop', 'consent'])(
    'a command to %s comes to its own queue and to no other',
    (participant) => {
      const { exchange, routingKey } = routeOf(
        event('participant.erase.v1', { participant, replyTo: 'retention' }),
      );
      expect(takersOf(exchange, routingKey)).toEqual([`${participant}.commands`]);
    },
  );

  test('a command that no service of ours knows comes to none of them, and to the store it is addressed to', () => {
    expect(takersOf('seloste.commands', 'consent.unheard-of.v1')).toEqual([]);
    expect(takersOf('seloste.commands', 'my-shop.unheard-of.v1')).toEqual(['my-shop.commands']);
  });

  test('every marketing service hears of choices through a queue of its own', () => {
    const outside = takersOf('seloste.events', 'suppression.added.v1').filter(
      (name) => !ours.some((service) => name.startsWith(`${service}.`)),
    );
    expect(outside).toEqual(['marketing-service.opt-outs', 'my-letters.opt-outs']);
  });

  test('without anybody else our own services have all they need', () => {
    const alone = topologyOf(testServices, { stores: [], marketingServices: [] });
    expect(alone.users).toEqual(ours);
    expect(alone.queues).toEqual(queues.filter(({ owner }) => ours.includes(owner)));
  });

  test('an exchange has its alternate by one policy, which no queue is under, and one without is under none', () => {
    for (const { name, alternate } of exchanges)
      expect(over('exchanges', name).map(({ definition }) => definition['alternate-exchange'])).toEqual(
        alternate === undefined ? [] : [alternate],
      );
    for (const { name } of queues) expect(over('exchanges', name)).toEqual([]);
  });

  test('every queue is under exactly one policy, and every exchange that is bound exists', () => {
    const names = new Set(exchanges.map(({ name }) => name));
    for (const { name, bindings } of [...queues, ...streams]) {
      expect(over('queues', name)).toHaveLength(1);
      for (const { exchange } of bindings) expect(names.has(exchange)).toBe(true);
    }
  });

  test('every queue says how often a message may come, refuses what it has no room for, and loses nothing dead', () => {
    for (const { name, role } of queues) {
      const limits = over('queues', name)[0]?.definition;
      expect(limits?.['delivery-limit']).toBeGreaterThan(0);
      expect(limits?.['overflow']).toBe('reject-publish');
      if (role === 'parks' && name.endsWith('.dead')) continue;
      expect(limits?.['dead-letter-strategy']).toBe('at-least-once');
      const dead = { exchange: limits?.['dead-letter-exchange'], key: limits?.['dead-letter-routing-key'] };
      expect(queues.some(({ role, bindings }) => role === 'parks' && bindings.some(same(dead)))).toBe(true);
    }
  });

  test('nobody may configure, and nobody reads another’s queue', () => {
    for (const { user, configure, read } of permissions) {
      expect(configure).toBe('^$');
      const journals = streams.filter(({ name }) => new RegExp(read).test(name));
      expect(journals).toHaveLength(user === RESTORE_USER ? streams.length : 0);
      if (user === RESTORE_USER) continue;
      const readable = queues.filter(({ name }) => new RegExp(read).test(name));
      expect(readable.length).toBeGreaterThan(0);
      expect(readable.every(({ owner }) => owner === user)).toBe(true);
    }
  });

  test.each([
    ['web-store', '/web-store', true],
    ['retention', '/web-store', true],
    ['retention', '/retention', true],
    ['consent', '/web-store', false],
    ['retention', '/consent', false],
    ['web-store', '/web-store/x', false],
    ['my-shop', '/my-shop', true],
    ['retention', '/my-shop', true],
    ['my-shop', '/web-store', false],
    ['web-store', '/my-shop', false],
    ['retention', '/my-letters', true],
    ['consent', '/my-letters', false],
    ['not-registered', '/not-registered', false],
  ])('%s publishing as %s: %s', (user, source, allowed) => {
    expect(mayPublishAs(both, user, source)).toBe(allowed);
  });

  test('the examples take part where nobody else is named', () => {
    expect(topologyOf(testServices, EXAMPLES).users).toEqual([...ours, 'web-store', 'marketing-service']);
  });
});
