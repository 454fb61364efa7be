import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { brokerPassword } from '#testing';
import { admin, BrokerFixture, managementUrl } from '../broker.fixture.js';
import { applyTopology } from './apply-topology.js';
import { checkTopology } from './check-topology.js';
import type { Topology } from './topology.js';

jest.setTimeout(30_000);

describe('the topology at a real broker', () => {
  let broker: BrokerFixture;
  beforeAll(async () => {
    broker = await BrokerFixture.start();
  });
  afterAll(() => broker.end());

  const manage = (
    method: 'PUT' | 'DELETE',
    kind: '/exchanges',
    name: string,
    body?: object,
  ): Promise<unknown> => broker.vhost.manage(method, `${kind}/${broker.vhost.name}/${name}`, body);
  const differences = (): Promise<readonly string[]> =>
    checkTopology(managementUrl(), admin(), broker.vhost.name, broker.topology);

  test('is as declared once applied, and applying it again changes nothing', async () => {
    expect(await differences()).toEqual([]);
    await applyTopology(managementUrl(), admin(), broker.vhost.name, broker.topology, { users: {} });
    expect(await differences()).toEqual([]);
  });

  test('tells a vhost that is not there', async () => {
    expect(await checkTopology(managementUrl(), admin(), 'no-such-vhost', broker.topology)).toEqual([
      'the vhost no-such-vhost is missing',
    ]);
  });

  test('tells what somebody changed by hand, and mends it', async () => {
    const { name } = broker.vhost;
    const byHand: typeof broker.vhost.manage = (...call) => broker.vhost.manage(...call);
    await byHand('DELETE', `/queues/${name}/subject-requests.events`);
    await byHand('DELETE', `/policies/${name}/consent-queues`);
    await byHand('DELETE', `/exchanges/${name}/seloste.commands`);
    await byHand('DELETE', `/policies/${name}/else-seloste.unrouted`);
    await byHand('PUT', `/permissions/${name}/web-store`, { configure: '.*', write: '.*', read: '.*' });
    await byHand('POST', `/bindings/${name}/e/store.events/q/consent.events`, {
      routing_key: 'order.#',
      arguments: {},
    });
    const commands = broker.topology.queues.flatMap(({ name: queue, bindings }) =>
      bindings
        .filter(({ exchange }) => exchange === 'seloste.commands')
        .map(({ key }) => `the binding seloste.commands –${key}→ ${queue} is missing`),
    );
    expect((await differences()).toSorted()).toEqual(
      [
        'the exchange seloste.commands is missing',
        ...['seloste.events', 'store.events', 'marketing.events'].map(
          (exchange) => `the exchange ${exchange} has another alternate`,
        ),
        'the policy else-seloste.unrouted is missing',
        'the queue subject-requests.events is missing',
        'the binding seloste.events –policy.published.v1→ subject-requests.events is missing',
        'the binding subject-requests.own –subject-requests.events→ subject-requests.events is missing',
        ...commands,
        'the binding store.events –order.#→ consent.events is not declared',
        'the policy consent-queues is missing',
        'the permissions of web-store differ',
      ].toSorted(),
    );
    const users = { 'web-store': brokerPassword('web-store') };
    await applyTopology(managementUrl(), admin(), name, broker.topology, { users });
    expect(await differences()).toEqual([]);
  });

  test('no limit is an argument of a queue, so another one is only applied, and the queue stays', async () => {
    const { name } = broker.vhost;
    type Queue = { readonly name: string; readonly arguments: object };
    const queues = (await broker.vhost.manage('GET', `/queues/${name}`)) as readonly Queue[];
    expect(queues.length).toBeGreaterThan(10);
    expect(queues.filter((queue) => Object.keys(queue.arguments).join() !== 'x-queue-type')).toEqual([]);
    const policy = `/policies/${name}/consent-queues`;
    const { definition, ...rest } = (await broker.vhost.manage('GET', policy)) as { definition: object };
    await broker.vhost.manage('PUT', policy, { ...rest, definition: { ...definition, 'delivery-limit': 7 } });
    expect(await differences()).toEqual(['the policy consent-queues differs']);
    await applyTopology(managementUrl(), admin(), name, broker.topology, { users: {} });
    expect(await differences()).toEqual([]);
  });

  describe('an alternate', () => {
    const KNOWN = 'customer.registered.v1';
    const routes = [KNOWN, 'weather.changed.v1'] as const;

    test('that changes costs nothing that is published meanwhile: all comes where it belongs', async () => {
      const other: Topology = {
        ...broker.topology,
        exchanges: [
          { name: 'other.unrouted', type: 'fanout' },
          ...broker.topology.exchanges.map((one) => ({
            ...one,
            ...(one.alternate !== undefined && { alternate: 'other.unrouted' }),
          })),
        ],
        queues: broker.topology.queues.map((queue) =>
          queue.name === 'retention.unrouted'
            ? { ...queue, bindings: [...queue.bindings, { exchange: 'other.unrouted', key: '' }] }
            : queue,
        ),
        policies: broker.topology.policies.map((policy) =>
          policy.applyTo === 'exchanges'
            ? { ...policy, definition: { 'alternate-exchange': 'other.unrouted' } }
            : policy,
        ),
      };
      const store = broker.publisher('web-store');
      const sent: string[] = [];
      const outcomes = new Set<string>();
      const applied = new AbortController();
      const publishing = (async () => {
        while (!applied.signal.aborted) {
          const ids = routes.map((routingKey) => ({ routingKey, messageId: `${routingKey}-${sent.length}` }));
          sent.push(...ids.map(({ messageId }) => messageId));
          const content = Buffer.from('{}');
          for (const outcome of await store.publishRaw(
            ids.map((id) => ({ ...id, exchange: 'store.events', content })),
          ))
            outcomes.add(outcome);
        }
      })();
      for (const topology of [other, broker.topology])
        await applyTopology(managementUrl(), admin(), broker.vhost.name, topology, { users: {} });
      applied.abort();
      await publishing;
      expect(sent.length).toBeGreaterThan(100);
      expect([...outcomes]).toEqual(['confirmed']);
      const known = sent.filter((id) => id.startsWith(KNOWN));
      const came = async (queue: string, user: string): Promise<readonly string[]> =>
        [...(await broker.readAll(queue, user)).keys()].toSorted();
      expect(await came('consent.intake', 'consent')).toEqual(known.toSorted());
      expect(await came('retention.unrouted', 'retention')).toEqual(
        sent.filter((id) => !known.includes(id)).toSorted(),
      );
      await manage('DELETE', '/exchanges', 'other.unrouted');
      expect(await differences()).toEqual([]);
    });

    test.each([
      ['the same, as before this version, stays as it is', 'seloste.unrouted', 'applied'],
      [
        'another, goes before a policy, so nothing is applied and somebody has to make it anew',
        'seloste.dead',
        'stop who publishes there',
      ],
    ])('that an argument of the exchange says, %s', async (_, alternate, comes) => {
      await manage('DELETE', '/exchanges', 'marketing.events');
      await manage('PUT', '/exchanges', 'marketing.events', {
        type: 'topic',
        durable: true,
        arguments: { 'alternate-exchange': alternate },
      });
      const applied = broker.applyTopology().then(() => 'applied', String);
      expect(await applied).toContain(comes);
      if (comes !== 'applied')
        expect(await differences()).toContain('the exchange marketing.events has another alternate');
      await manage('DELETE', '/exchanges', 'marketing.events');
      await broker.applyTopology();
      expect(await differences()).toEqual([]);
    });
  });
});
