import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ListRecordsRequested, type CloudEvent } from '#contracts';
import { connect, type ChannelModel } from 'amqplib';
import { CommandConsumer } from './command-consumer.js';
import { Publisher } from './publisher.js';

const vhost = `store-${randomBytes(4).toString('hex')}`;
const admin = process.env['TEST_RABBITMQ_ADMIN_USER'] ?? '';
const url = new URL(process.env['TEST_AMQP_URL'] ?? 'amqp://localhost');
url.pathname = `/${vhost}`;
let connection: ChannelModel;

async function manage<T>(method: string, path: string, body?: object): Promise<T> {
  const base = (process.env['TEST_RABBITMQ_MANAGEMENT_URL'] ?? '').replace(/\/(api)?\/?$/, '');
  const credentials = Buffer.from(`${admin}:${process.env['TEST_RABBITMQ_ADMIN_PASSWORD']}`).toString(
    'base64',
  );
  const response = await fetch(`${base}/api${path}`, {
    method,
    headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

beforeAll(async () => {
  await manage('PUT', `/vhosts/${vhost}`, {});
  await manage('PUT', `/permissions/${vhost}/${admin}`, { configure: '.*', write: '.*', read: '.*' });
  connection = await connect(url.href);
  const channel = await connection.createChannel();
  await channel.assertExchange('store.events', 'topic');
  await channel.assertQueue('web-store.commands', { durable: true });
  await channel.close();
});
afterAll(async () => {
  await connection.close();
  await manage('DELETE', `/vhosts/${vhost}`);
});

const event = (id: string): CloudEvent => ({
  specversion: '1.0',
  id,
  source: '/web-store',
  type: 'order.delivered.v1',
  time: '2026-07-01T06:00:00Z',
  data: { order: id },
});

/** Every connection of the store but the test's own, as a restarting broker would cut them. */
async function cutConnections(name: string): Promise<number> {
  const all = await manage<
    { name: string; vhost: string; client_properties?: { connection_name?: string } }[]
  >('GET', '/connections');
  const own = all.filter((one) => one.vhost === vhost && one.client_properties?.connection_name === name);
  await Promise.all(own.map((one) => manage('DELETE', `/connections/${encodeURIComponent(one.name)}`)));
  return own.length;
}

describe('the store and the broker', () => {
  test('whatever was published is in the queue, though the broker cuts the connection twice', async () => {
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'store.events', 'order.#');
    const arrived = new Set<string>();
    const senders = new Set<string>();
    await channel.consume(
      queue,
      (message) => {
        arrived.add(String(message?.properties.messageId));
        senders.add(String(message?.properties.userId));
      },
      { noAck: true },
    );
    const publisher = new Publisher(url.href, () => undefined);
    publisher.start();
    // The management interface lists a connection only some seconds after it came up.
    const run = { cut: 0, published: 0 };
    const until = Date.now() + 40_000;
    const worker = async (): Promise<void> => {
      while (run.cut < 2 && Date.now() < until) {
        run.published += 1;
        await publisher.publish(event(`e${run.published}`));
        await pause(40);
      }
    };
    const cutter = async (): Promise<void> => {
      while (run.cut < 2 && Date.now() < until) {
        await pause(200);
        run.cut += await cutConnections('web-store publishes');
      }
    };
    await Promise.all([cutter(), ...Array.from({ length: 400 }, worker)]);
    await publisher.publish(event('last'));
    await publisher.stop();
    expect(run.cut).toBeGreaterThanOrEqual(2);
    // A confirm may overtake the delivery to us.
    for (let waits = 0; waits < 100 && arrived.size <= run.published; waits += 1) await pause(100);
    expect(arrived.size).toBe(run.published + 1);
    expect([...senders]).toEqual([admin]);
    await channel.close();
  }, 60_000);

  test('what no queue is bound for is published until one is', async () => {
    const publisher = new Publisher(url.href, () => undefined);
    publisher.start();
    const published = publisher.publish({ ...event('unrouted'), type: 'warranty.started.v1' });
    while (publisher.unroutable === 0) await pause(20);
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'store.events', 'warranty.#');
    await published;
    expect((await channel.checkQueue(queue)).messageCount).toBe(1);
    await publisher.stop();
    await channel.close();
  });

  test('a message that is no command, or not from who it says, is refused and nothing is done', async () => {
    const handled: string[] = [];
    const told: object[] = [];
    const consumer = new CommandConsumer(
      url.href,
      (message) => told.push(message),
      [ListRecordsRequested.type],
      async ({ id }) => void handled.push(id),
    );
    consumer.start();
    const channel = await connection.createConfirmChannel();
    const send = (body: unknown, userId?: string): void => {
      const content = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
      channel.sendToQueue('web-store.commands', content, {
        persistent: true,
        ...(userId !== undefined && { userId }),
      });
    };
    const command = {
      specversion: '1.0',
      id: 'c1',
      source: '/retention',
      type: ListRecordsRequested.type,
      time: '2026-07-01T06:00:00Z',
      data: { command: 'c1', participant: 'web-store', replyTo: 'retention', parties: [] },
    };
    send('{');
    send({ ...command, type: 'participant.explode.v1' });
    send({ ...command, type: 'order.placed.v1' });
    send({ ...command, source: '/subject-requests' });
    send(command);
    // The broker lets nobody claim another user's name; the test's own stands for an impostor.
    send(command, admin);
    await channel.waitForConfirms();
    for (let index = 0; told.length < 6 && index < 200; index += 1) await pause(20);
    await consumer.stop();
    expect(told).toEqual([
      { refusedCommand: 'malformed' },
      { refusedCommand: 'unknown-type' },
      { refusedCommand: 'invalid' },
      { refusedCommand: 'answer-asked-for-another' },
      { refusedCommand: 'sender-not-who-it-says' },
      { refusedCommand: 'sender-not-who-it-says' },
    ]);
    expect(handled).toEqual([]);
    await channel.close();
  });
});
