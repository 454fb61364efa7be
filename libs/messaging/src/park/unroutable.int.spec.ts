import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ConsumeMessage } from 'amqplib';
import { Registry } from 'prom-client';
import { type CloudEvent, OrderPlaced } from '#contracts';
import { anOrderPlaced, eventually } from '#testing';
import { admin, BrokerFixture, listLog, managementUrl } from '../broker.fixture.js';
import { SelosteRmqServer } from '../consume/seloste-rmq.server.js';
import { readDelivery } from '../deliver/read-delivery.js';
import { applyTopology } from '../topology/apply-topology.js';
import { testServices } from '../topology/installation.fixture.js';
import { mayPublishAs } from '../topology/may-publish-as.js';
import { SELOSTE_EVENTS, STORE_EVENTS } from '../topology/names.js';
import { topologyOf } from '../topology/topology.js';
import type { ParkedMessage } from './parked-message.js';
import type { Parking } from './parking.js';

jest.setTimeout(60_000);

const registered = { stores: ['web-store', 'my-shop'], marketingServices: [] };
const untaken = testServices.map((service) => ({
  ...service,
  takes: service.takes.filter((type) => type !== OrderPlaced.type),
}));
const order = anOrderPlaced();

describe('a message that no queue is bound for', () => {
  let broker: BrokerFixture;
  let parks: SelosteRmqServer;
  let parking: Parking;
  beforeAll(async () => {
    broker = await BrokerFixture.start(registered, untaken);
    parking = broker.parking('retention');
    parks = new SelosteRmqServer({
      inHand: broker.inHand(),
      connection: broker.connect('retention'),
      service: { name: 'retention', counts: [], parksUnrouted: true },
      registered,
      parking,
      metrics: new Registry(),
      log: listLog(),
    });
    parks.listen(() => undefined);
    await parks.ready();
  });
  afterEach(() => broker.database.connection.collection('parked').deleteMany({}));
  afterAll(async () => {
    await parks.close();
    await broker.end();
  });

  async function sent(event: CloudEvent, by = 'web-store', exchange = STORE_EVENTS): Promise<ParkedMessage> {
    const outcome = await broker.publisher(by).publish([{ exchange, routingKey: event.type, event }]);
    expect(outcome).toEqual(['confirmed']);
    return eventually(async () => (await broker.parked())[0]);
  }
  const replay = (id: string) => parking.replay(id, 'ops');
  const takenBy = (services: typeof testServices) =>
    applyTopology(managementUrl(), admin(), broker.vhost.name, topologyOf(services, registered), {
      users: {},
    });
  const asConsentReads = async () => {
    const message = (await broker.takeOne('consent.intake', 'consent')) as unknown as ConsumeMessage;
    const queue = broker.topology.queues.find(({ name }) => name === 'consent.intake')!;
    return readDelivery(message, queue, {
      isHandled: () => true,
      mayPublishAs: (user, source) => mayPublishAs(registered, user, source),
    });
  };

  test('is parked, stays so when it is replayed too early, and comes to who takes it by then', async () => {
    const { _id: id, reason, publisher } = await sent(order);
    expect({ reason, publisher }).toEqual({ reason: 'unroutable', publisher: 'web-store' });
    expect(await replay(id)).toBe('nobody-takes-it');
    expect(await broker.parked()).toMatchObject([{ _id: id, state: 'parked', publisher: 'web-store' }]);
    await takenBy(testServices);
    expect(await replay(id)).toBe('replayed');
    expect(await asConsentReads()).toMatchObject({ ok: true, event: { id: order.id } });
    const [{ state, history }] = (await broker.parked()) as [ParkedMessage];
    expect([state, ...history.map(({ what }) => what)]).toEqual([
      'replayed',
      'parked',
      'parked',
      'replayed',
      'replayed',
    ]);
    await takenBy(untaken);
  });

  test('is no dead letter whatever its publisher says, nor led by it to another queue', async () => {
    const headers = {
      'x-first-death-reason': 'anna.virtanen@example.com',
      'x-first-death-queue': 'retention.commands',
    };
    const content = Buffer.from(JSON.stringify(order));
    await broker
      .publisher('web-store')
      .publishRaw([
        { exchange: STORE_EVENTS, routingKey: order.type, messageId: 'forged', content, headers },
      ]);
    const { _id: id, reason } = await eventually(async () => (await broker.parked())[0]);
    expect([reason, (await parking.show(id))?.body?.sentTo]).toEqual([
      'unroutable',
      { exchange: STORE_EVENTS, routingKey: order.type },
    ]);
  });

  test('is by a replay of no other source than who published it', async () => {
    const { _id: id } = await sent(order, 'my-shop');
    await takenBy(testServices);
    expect(await replay(id)).toBe('replayed');
    expect(await asConsentReads()).toMatchObject({ ok: false, toPark: { reason: 'source-mismatch' } });
    await takenBy(untaken);
  });

  test('is sent again by who published it alone, where that is another of our services', async () => {
    const event = { ...order, type: 'consent.renamed.v1', source: '/consent' };
    const { _id: id } = await sent(event, 'consent', SELOSTE_EVENTS);
    expect(await replay(id)).toBe('another-sends-it');
    expect(await broker.parked()).toMatchObject([{ _id: id, state: 'parked' }]);
  });
});
