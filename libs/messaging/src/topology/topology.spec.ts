import { describe, expect, test } from '@jest/globals';
import { contracts, type CloudEvent } from '#contracts';
import type { Registered } from '#participant';
import { HOLDINGS } from '../lanes/who-holds.js';
import { routeOf } from './route-event.js';
import {
  mayPublishAs,
  RESTORE_USER,
  SERVICES,
  topologyOf,
  type BindingSpec,
  type ServiceName,
} from './topology.js';

const both: Registered = {
  stores: ['web-store', 'my-shop'],
  marketingServices: ['marketing-service', 'my-letters'],
};
const topology = topologyOf(both);
const {
  exchanges: EXCHANGES,
  queues: QUEUES,
  streams: STREAMS,
  policies: POLICIES,
  permissions: PERMISSIONS,
} = topology;

const event = (type: string, data: object): CloudEvent => ({
  specversion: '1.0',
  id: 'e-1',
  source: '/retention',
  type,
  time: '2026-06-30T09:12:00Z',
  data,
});

/** As a topic exchange matches. */
function isBound({ exchange, key }: BindingSpec, to: { exchange: string; routingKey: string }): boolean {
  const pattern = key
    .replaceAll('.', '\\.')
    .replaceAll('*', '[^.]+')
    .replace(/\\\.#$/, '(\\..*)?');
  return exchange === to.exchange && new RegExp(`^${pattern}$`).test(to.routingKey);
}

/** Heard, and nothing of it kept: the clocks of marketing data, and erasures that came as commands already. */
const PASSED_ON: readonly { readonly holder: ServiceName; readonly types: RegExp }[] = [
  { holder: 'retention', types: /^(consent|suppression)\./ },
  { holder: 'subject-requests', types: /^erasure\./ },
];

const same =
  (one: { exchange: unknown; key: unknown }) =>
  ({ exchange, key }: BindingSpec): boolean =>
    exchange === one.exchange && key === one.key;

describe('the topology', () => {
  test.each([
    [event('consent.granted.v1', {}), 'seloste.events', 'consent.granted.v1'],
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

  const fromStore = contracts.filter(({ publisher }) => publisher === 'store').map(({ type }) => type);
  test.each(fromStore)('retention takes in %s', (type) => {
    const intake = QUEUES.find(({ name }) => name === 'retention.intake');
    const bound = intake?.bindings.some((binding) =>
      isBound(binding, { exchange: 'store.events', routingKey: type }),
    );
    expect(bound).toBe(true);
  });

  const ours = contracts.filter(({ publisher }) =>
    ['consent', 'marketing-suppression', 'retention', 'subject-requests', 'every-service'].includes(
      publisher,
    ),
  );
  test.each(ours.map(({ type }) => type))('somebody is bound for %s', (type) => {
    const to = routeOf(event(type, {}));
    expect(QUEUES.some(({ bindings }) => bindings.some((binding) => isBound(binding, to)))).toBe(true);
  });

  const told = contracts.flatMap(({ type, publisher }) =>
    publisher === 'participant' ? [] : [publisher === 'store' ? type : routeOf(event(type, {})).routingKey],
  );
  const allBound = QUEUES.filter(({ role }) => role === 'handled').flatMap(({ name, bindings }) =>
    bindings.map((binding) => ({ name, ...binding })),
  );
  test.each(
    allBound.filter(({ exchange, key }) => exchange.endsWith('.events') && !key.includes('participant')),
  )('$name is bound for $key, and there is a contract', ({ exchange, key }) => {
    expect(told.some((routingKey) => isBound({ exchange, key }, { exchange, routingKey }))).toBe(true);
  });

  test.each(['web-store', 'my-shop', 'consent'])(
    'a reply from %s reaches who asked, and nobody else',
    (source) => {
      const exchange = source === 'consent' ? 'seloste.events' : 'store.events';
      const to = { exchange, routingKey: 'participant.replied.v1.subject-requests' };
      const takers = QUEUES.filter(({ bindings }) => bindings.some((binding) => isBound(binding, to)));
      expect(takers.map(({ name }) => name)).toEqual(['subject-requests.replies']);
    },
  );

  test('no holder hears that an erasure is complete: each has carried out its own command', () => {
    const to = routeOf(event('erasure.completed.v1', {}));
    const takers = QUEUES.filter(({ bindings }) => bindings.some((binding) => isBound(binding, to)));
    expect(takers.map(({ name }) => name)).toEqual(['subject-requests.events']);
  });

  test.each(['web-store', 'my-shop'])(
    'a command to %s comes to its own queue and to no other',
    (participant) => {
      const to = routeOf(event('participant.erase.v1', { participant, replyTo: 'retention' }));
      const takers = QUEUES.filter(({ bindings }) => bindings.some((binding) => isBound(binding, to)));
      expect(takers).toMatchObject([{ name: `${participant}.commands`, owner: participant }]);
    },
  );

  test('every marketing service hears of choices through a queue of its own', () => {
    const to = routeOf(event('suppression.added.v1', {}));
    const outside = QUEUES.filter(({ bindings }) => bindings.some((binding) => isBound(binding, to)))
      .filter(({ owner }) => !SERVICES.some((service) => service === owner))
      .map(({ name }) => name);
    expect(outside).toEqual(['marketing-service.opt-outs', 'my-letters.opt-outs']);
  });

  test('without anybody else our own services have all they need', () => {
    const alone = topologyOf({ stores: [], marketingServices: [] });
    expect(alone.users).toEqual(SERVICES);
    expect(alone.queues).toEqual(QUEUES.filter(({ owner }) => SERVICES.some((service) => service === owner)));
  });

  test('every queue is under exactly one policy, and every exchange that is bound exists', () => {
    const names = new Set(EXCHANGES.map(({ name }) => name));
    for (const { name, bindings } of [...QUEUES, ...STREAMS]) {
      expect(POLICIES.filter(({ pattern }) => new RegExp(pattern).test(name))).toHaveLength(1);
      for (const { exchange } of bindings) expect(names.has(exchange)).toBe(true);
    }
  });

  test('every queue says how often a message may come, refuses what it has no room for, and loses nothing dead', () => {
    for (const { name, role } of QUEUES) {
      const limits = POLICIES.find(({ pattern }) => new RegExp(pattern).test(name))?.definition;
      expect(limits?.['delivery-limit']).toBeGreaterThan(0);
      expect(limits?.['overflow']).toBe('reject-publish');
      if (role === 'parks' && name.endsWith('.dead')) continue;
      expect(limits?.['dead-letter-strategy']).toBe('at-least-once');
      const dead = { exchange: limits?.['dead-letter-exchange'], key: limits?.['dead-letter-routing-key'] };
      expect(QUEUES.some(({ role, bindings }) => role === 'parks' && bindings.some(same(dead)))).toBe(true);
    }
  });

  test('nobody may configure, and nobody reads another’s queue', () => {
    for (const { user, configure, read } of PERMISSIONS) {
      expect(configure).toBe('^$');
      const streams = STREAMS.filter(({ name }) => new RegExp(read).test(name));
      expect(streams).toHaveLength(user === RESTORE_USER ? STREAMS.length : 0);
      if (user === RESTORE_USER) continue;
      const readable = QUEUES.filter(({ name }) => new RegExp(read).test(name));
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
    ['retention', '/my-letters', false],
    ['not-registered', '/not-registered', false],
  ])('%s publishing as %s: %s', (user, source, allowed) => {
    expect(mayPublishAs(topology, user, source)).toBe(allowed);
  });
});

describe('What a service hears of another', () => {
  const heard = contracts.flatMap(({ type, publisher }) =>
    SERVICES.some((service) => service === publisher)
      ? QUEUES.filter(
          ({ owner, bindings }) =>
            SERVICES.some((service) => service === owner) &&
            bindings.some((binding) => isBound(binding, routeOf(event(type, {})))),
        ).map(({ owner }) => ({ type, publisher, owner }))
      : [],
  );

  test.each(heard)(
    '$type of $publisher is kept by $owner and verified, or passed on',
    ({ type, publisher, owner }) => {
      const kept = HOLDINGS.some(
        ({ holder, of, only }) =>
          holder === owner && of === publisher && (only === undefined || type.startsWith('policy.')),
      );
      const passed = PASSED_ON.some(({ holder, types }) => holder === owner && types.test(type));
      expect([kept, passed]).toEqual(kept ? [true, false] : [false, true]);
    },
  );
});
