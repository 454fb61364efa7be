import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { brokerPassword } from '#testing';
import { admin, BrokerFixture, managementUrl } from '../broker.fixture.js';
import { applyTopology } from './apply-topology.js';
import { checkTopology } from './check-topology.js';

jest.setTimeout(30_000);

describe('the topology at a real broker', () => {
  let broker: BrokerFixture;
  beforeAll(async () => {
    broker = await BrokerFixture.start();
  });
  afterAll(() => broker.end());

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
    const manage: typeof broker.vhost.manage = (...call) => broker.vhost.manage(...call);
    await manage('DELETE', `/queues/${name}/subject-requests.events`);
    await manage('DELETE', `/policies/${name}/consent-queues`);
    await manage('DELETE', `/exchanges/${name}/seloste.commands`);
    await manage('PUT', `/exchanges/${name}/seloste.commands`, { type: 'topic', durable: true });
    await manage('PUT', `/permissions/${name}/web-store`, { configure: '.*', write: '.*', read: '.*' });
    await manage('POST', `/bindings/${name}/e/store.events/q/consent.events`, {
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
        'the exchange seloste.commands has another alternate',
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
});
