import { describe, expect, test } from '@jest/globals';
import { contracts, COUNTED_TYPES, OUR_SERVICES, STORE_EVENTS_OVER_HTTP } from '#contracts';
import { routeOf } from '#messaging';
import { EXAMPLES } from '#participant';
import { atBroker } from '#service';
import { serviceNames, services } from './services.js';
import { installationTopology } from './topology.js';

const { queues } = installationTopology(EXAMPLES);
const takes = services.map((service) => ({ ...service, takes: atBroker(service).takes }));
const takenBy = (type: string): readonly string[] =>
  takes.filter((service) => service.takes.includes(type)).map(({ name }) => name);

describe('The services and the contracts fit together', () => {
  test('each service may publish under its own name', () => {
    expect(serviceNames.toSorted()).toEqual([...OUR_SERVICES].toSorted());
  });

  test('one service parks what no queue is bound for, and one publishes what a store tells over HTTP', () => {
    expect(services.filter(({ parksUnrouted }) => parksUnrouted === true)).toHaveLength(1);
    expect(serviceNames).toContain(STORE_EVENTS_OVER_HTTP);
  });

  const fromStore = contracts.filter(({ publisher }) => publisher === 'store').map(({ type }) => type);
  test.each(fromStore)('retention takes in %s', (type) => {
    expect(takenBy(type)).toContain('retention');
  });

  const ours = contracts.filter(({ publisher }) => serviceNames.some((name) => name === publisher));
  test.each(ours)('$type of $publisher is taken by a service or a marketing service', ({ type }) => {
    const to = routeOf({ specversion: '1.0', id: 'e', source: '/x', type, time: '', data: {} });
    const takers = queues.filter(({ bindings }) =>
      bindings.some(({ exchange, key }) => exchange === to.exchange && key === to.routingKey),
    );
    expect(takers.length).toBeGreaterThan(0);
  });

  test.each(takes)('every type that $name takes is one of a contract', ({ takes: types }) => {
    const known = new Set(contracts.map(({ type }) => type));
    expect(types.filter((type) => !known.has(type))).toEqual([]);
  });
});

describe('What a service hears of another', () => {
  const follows = takes.flatMap(({ name, follows, takes: taken }) =>
    follows.map((followed) => ({ ...followed, name, taken })),
  );

  test.each(follows)(
    'is what it follows of $of: $name takes all of $types, and $of publishes them',
    (one) => {
      for (const type of one.types) {
        expect(one.taken).toContain(type);
        expect(contracts.find((contract) => contract.type === type)?.publisher).toBe(one.of);
      }
    },
  );

  const heard = contracts.flatMap(({ type, publisher }) =>
    serviceNames.some((name) => name === publisher)
      ? takenBy(type).map((name) => ({ name, type, publisher }))
      : [],
  );
  test.each(heard)(
    '$type of $publisher is followed by $name, which takes it',
    ({ name, type, publisher }) => {
      const kept = follows.some(
        (one) => one.name === name && one.of === publisher && one.types.includes(type),
      );
      expect(kept).toBe(true);
    },
  );

  const counted = contracts.filter(({ type }) => COUNTED_TYPES.has(type));
  test.each(follows)('of $of is counted by the publisher: all of $types that $name follows', ({ types }) => {
    expect(types.filter((type) => !COUNTED_TYPES.has(type))).toEqual([]);
  });

  test.each(follows.filter(({ freshness }) => freshness === true))(
    '$name, which knows by the numbers of $of how current it is, takes every type that $of numbers',
    ({ of, types }) => {
      const numbered = counted.filter(({ publisher }) => publisher === of).map(({ type }) => type);
      expect(types.toSorted()).toEqual(numbered.toSorted());
    },
  );

  test.each(counted)('$type is numbered by $publisher, and somebody follows it', ({ type, publisher }) => {
    expect(follows.some(({ of, types }) => of === publisher && types.includes(type))).toBe(true);
  });
});
