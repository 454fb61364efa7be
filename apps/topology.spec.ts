import { describe, expect, test } from '@jest/globals';
import { contracts, COUNTED_TYPES, countedTypesOf, OUR_SERVICES, STORE_EVENTS_OVER_HTTP } from '#contracts';
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

  test.each(follows)('of $of is numbered by the publisher: all of $types that $name follows', ({ types }) => {
    expect(types.filter((type) => !COUNTED_TYPES.has(type))).toEqual([]);
  });

  const numbered = serviceNames.flatMap((publisher) =>
    countedTypesOf(publisher).map((type) => ({ type, publisher })),
  );
  test('is all that is numbered: each such type is of a service, which opens a sequence for it', () => {
    expect(numbered.map(({ type }) => type).toSorted()).toEqual([...COUNTED_TYPES].toSorted());
  });

  test.each(numbered)(
    '$type is numbered by $publisher, and somebody follows it and takes it',
    ({ type, publisher }) => {
      const followers = follows.filter(({ of, types }) => of === publisher && types.includes(type));
      expect(followers.filter(({ taken }) => taken.includes(type))).not.toEqual([]);
      expect(followers.filter(({ taken }) => !taken.includes(type))).toEqual([]);
    },
  );
});
