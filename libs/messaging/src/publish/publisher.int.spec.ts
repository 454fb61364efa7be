import { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { BROKER_BYTES } from '#contracts';
import { aCustomerRegistered, eventually } from '#testing';
import { BrokerFixture } from '../broker.fixture.js';
import { BrokerConnection } from '../connection/broker-connection.js';
import { silentLog } from '../ports.js';
import { STORE_EVENTS } from '../topology/names.js';
import type { Outgoing, PublishOutcome } from './outgoing.js';
import { Publisher } from './publisher.js';

jest.setTimeout(30_000);

const outgoing = (
  count: number,
  routingKey = 'customer.registered.v1',
  exchange = STORE_EVENTS,
): Outgoing[] =>
  Array.from({ length: count }, (_, index) => ({
    exchange,
    routingKey,
    event: aCustomerRegistered({}, { id: `e-${routingKey}-${index}` }),
  }));

describe('publishing', () => {
  let broker: BrokerFixture;
  let store: Publisher;
  beforeAll(async () => {
    broker = await BrokerFixture.start();
    store = broker.publisher('web-store', broker.connect('web-store', 'cut-me'));
  });
  afterAll(() => broker.end());

  test('is confirmed in the order given, far beyond the window', async () => {
    const outcomes = await store.publish(outgoing(5000));
    expect(new Set(outcomes)).toEqual(new Set(['confirmed']));
    expect(outcomes).toHaveLength(5000);
  });

  test('tells what no queue is bound for from what arrived, also side by side', async () => {
    const service = broker.publisher('consent');
    const events = [
      ...outgoing(2, 'consent.granted.v1', 'seloste.events'),
      ...outgoing(2, 'nobody.listens.v1', 'consent.own'),
      ...outgoing(1, 'consent.withdrawn.v1', 'seloste.events'),
    ];
    expect(await service.publish(events)).toEqual([
      'confirmed',
      'confirmed',
      'unroutable',
      'unroutable',
      'confirmed',
    ]);
  });

  test('what anybody sends and no queue is bound for is kept, by the alternate of each exchange', async () => {
    const requests = broker.publisher('subject-requests');
    const [weather] = outgoing(1, 'weather.changed.v1');
    const later = outgoing(2, 'consent.renewed.v1', 'seloste.events');
    const command = outgoing(3, 'consent.unheard-of.v1', 'seloste.commands');
    expect(await store.publish([weather!])).toEqual(['confirmed']);
    expect(await requests.publish([later[1]!, command[2]!])).toEqual(['confirmed', 'confirmed']);
    const kept = await broker.readAll('retention.unrouted', 'retention');
    expect([...kept.keys()].toSorted()).toEqual(
      [weather!, later[1]!, command[2]!].map(({ event }) => event.id).toSorted(),
    );
  });

  test('is refused at the door for a message larger than the broker takes, and goes on afterwards', async () => {
    const [event] = outgoing(1);
    const raw = { exchange: STORE_EVENTS, routingKey: 'customer.registered.v1', messageId: 'too-large' };
    expect(await store.publishRaw([{ ...raw, content: Buffer.alloc(BROKER_BYTES + 1) }])).toEqual(['failed']);
    expect(await store.publish(event === undefined ? [] : [event])).toEqual(['confirmed']);
  });

  test('fails what the broker refuses, and goes on afterwards', async () => {
    expect(await store.publish(outgoing(1, 'consent.granted.v1', 'seloste.events'))).toEqual(['failed']);
    expect(await store.publish(outgoing(1))).toEqual(['confirmed']);
  });

  test('loses nothing it called confirmed when the connection is cut', async () => {
    const said = new Map<string, PublishOutcome>();
    const cut = new AbortController();
    const cutting = broker.cut('cut-me').finally(() => cut.abort());
    // Several at a time, so that something is under way at whatever moment it is cut.
    const publishUntilCut = async (name: string): Promise<void> => {
      for (let round = 0; !cut.signal.aborted || round < 5; round += 1) {
        const items = outgoing(200).map(({ event, ...route }) => ({
          ...route,
          event: { ...event, id: `cut-${name}-${round}-${event.id}` },
        }));
        const outcomes = await store.publish(items);
        items.forEach(({ event }, index) => said.set(event.id, outcomes[index] ?? 'failed'));
      }
    };
    await Promise.all(['a', 'b', 'c', 'd'].map(publishUntilCut));
    await cutting;
    const confirmed = [...said].filter(([, outcome]) => outcome === 'confirmed').map(([id]) => id);
    expect([...said.values()]).toContain('failed');
    const arrived = await broker.readAll('consent.intake', 'consent');
    expect(confirmed.filter((id) => !arrived.has(id))).toEqual([]);
  });

  test('waits for its turn while the window is full, and takes the next ones in order', async () => {
    const narrow = new Publisher({
      connection: broker.connect('web-store'),
      log: silentLog,
      metrics: new Registry(),
      window: 3,
    });
    expect(new Set(await narrow.publish(outgoing(200)))).toEqual(new Set(['confirmed']));
  });

  test('goes by a connection of its own beside the one that consumes, and neither socket waits to fill a packet', async () => {
    const noDelay = jest.spyOn(Socket.prototype, 'setNoDelay');
    const connection = broker.connect('web-store', 'two-ways');
    await connection.ready();
    const set = noDelay.mock.calls.filter(([on]) => on !== false).length;
    noDelay.mockRestore();
    const names = await eventually(async () => {
      const all = await broker.connectionsOf('two-ways');
      return all.length === 2 && all.map(({ name }) => name);
    });
    expect(names.toSorted()).toEqual(['two-ways:consume', 'two-ways:publish']);
    expect(set).toBe(2);
  });

  test('says failed for what is not confirmed in time, and counts on it no longer', async () => {
    const connection = broker.connect('web-store');
    const hasty = new Publisher({
      connection,
      log: silentLog,
      metrics: new Registry(),
      confirmMs: 0,
      window: 5,
    });
    expect(await hasty.publish(outgoing(3))).toEqual(['failed', 'failed', 'failed']);
    await hasty.close();
  });

  test('says failed within its patience while there is no broker', async () => {
    const url = 'amqp://x:y@127.0.0.1:1/';
    const connection = new BrokerConnection({ url, name: 'nowhere', log: silentLog });
    connection.start();
    const lonely = new Publisher({ connection, log: silentLog, metrics: new Registry(), patienceMs: 100 });
    const began = Date.now();
    expect(await lonely.publish(outgoing(50))).toEqual(Array.from({ length: 50 }, () => 'failed'));
    expect(Date.now() - began).toBeLessThan(1000);
    await connection.close();
  });
});
