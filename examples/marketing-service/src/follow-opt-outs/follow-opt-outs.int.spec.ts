import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connect, type ChannelModel } from 'amqplib';
import { FollowOptOuts } from './follow-opt-outs.js';
import { OptOutFile } from './opt-out-file.js';
import { OptOutQueue } from './opt-out-queue.js';
import { OptOutSet } from './opt-out-set.js';

const QUEUE = 'marketing-service.opt-outs';
/** The broker lets nobody claim another's name, so the test publishes as the service that may. */
const PUBLISHER = 'marketing-suppression';
const vhost = `marketing-${randomBytes(4).toString('hex')}`;
const url = new URL(process.env['TEST_AMQP_URL'] ?? 'amqp://localhost');
const admin = process.env['TEST_RABBITMQ_ADMIN_USER'] ?? '';
const impersonator = process.env['TEST_RABBITMQ_ADMIN_PASSWORD'] ?? '';
url.pathname = `/${vhost}`;
let connection: ChannelModel;
let folder: string;

async function manage(method: string, path: string, body?: object): Promise<void> {
  const base = (process.env['TEST_RABBITMQ_MANAGEMENT_URL'] ?? '').replace(/\/(api)?\/?$/, '');
  const response = await fetch(`${base}/api${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${admin}:${impersonator}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  await response.arrayBuffer();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opt-outs-'));
  await manage('PUT', `/vhosts/${vhost}`, {});
  // With the tag `impersonator` a user may set another's name; this vhost is the test's own.
  await manage('PUT', `/users/${vhost}`, { password: vhost, tags: 'impersonator' });
  const all = { configure: '.*', write: '.*', read: '.*' };
  await manage('PUT', `/permissions/${vhost}/${vhost}`, all);
  url.username = vhost;
  url.password = vhost;
  connection = await connect(url.href);
  const channel = await connection.createChannel();
  await channel.assertQueue(QUEUE, { durable: true });
  await channel.close();
});
afterAll(async () => {
  await connection.close();
  await manage('DELETE', `/vhosts/${vhost}`);
  await manage('DELETE', `/users/${vhost}`);
  await rm(folder, { recursive: true });
});

const address = { kind: 'email' as const, kid: 'h1', hash: 'abc' };
const because = [{ element: 'right.prohibit', statements: ['right.prohibit'], reason: 'prohibited' }];
const envelope = (id: string, type: string, data: object) => ({
  specversion: '1.0',
  id,
  source: `/${PUBLISHER}`,
  type,
  time: new Date().toISOString(),
  data,
});
const added = (id: string) =>
  envelope(`added-${id}`, 'suppression.added.v1', {
    suppression: id,
    address,
    scope: { kind: 'all-marketing' },
    since: new Date().toISOString(),
    method: 'one-click',
    because,
  });
const lifted = (...suppressions: string[]) =>
  envelope(`lift-${suppressions.join('-')}`, 'suppression.lifted.v1', {
    lift: `lift-${suppressions.join('-')}`,
    suppressions,
    liftedAt: new Date().toISOString(),
    method: 'web-form',
    because,
  });

async function listen() {
  const optOuts = new OptOutSet();
  const told: object[] = [];
  const file = await OptOutFile.open(join(folder, 'state'), (fact) => optOuts.fold(fact));
  const follow = new FollowOptOuts(optOuts, file, (message) => told.push(message));
  const queue = new OptOutQueue(
    url.href,
    (message) => told.push(message),
    (channel, message) => follow.receive(channel, message),
  );
  queue.start();
  const stop = async (): Promise<void> => {
    queue.pause();
    await follow.settled();
    await queue.close();
    await file.close();
  };
  return { optOuts, follow, told, stop };
}

async function send(events: readonly object[], userId = PUBLISHER): Promise<void> {
  const channel = await connection.createConfirmChannel();
  for (const event of events)
    channel.sendToQueue(QUEUE, Buffer.from(JSON.stringify(event)), { userId, persistent: true });
  await channel.waitForConfirms();
  await channel.close();
}

async function waitUntil(holds: () => boolean): Promise<void> {
  for (let index = 0; !holds() && index < 300; index += 1) await pause(20);
}

test('opt-outs reach the set once each, a lift before its opt-out counts, and a restart forgets nothing', async () => {
  const first = await listen();
  await send([lifted('s2'), added('s1'), added('s2'), added('s1')]);
  await waitUntil(() => first.optOuts.counts.optOuts === 2);
  expect(first.optOuts.counts).toEqual({ optOuts: 2, lifted: 1, inForce: 1 });
  expect(first.optOuts.scopesOf(address)).toEqual(['all-marketing']);
  expect(first.follow.fromAct.summary.measured).toBeGreaterThan(0);
  expect(first.told).toEqual([]);
  await first.stop();

  const second = await listen();
  expect(second.optOuts.counts).toEqual({ optOuts: 2, lifted: 1, inForce: 1 });
  await send([lifted('s1')]);
  await waitUntil(() => second.optOuts.counts.inForce === 0);
  expect(second.optOuts.scopesOf(address)).toEqual([]);
  await second.stop();
});

test('what another sends is refused, however well it is made', async () => {
  const listening = await listen();
  await send([added('forged')], vhost);
  await waitUntil(() => listening.told.length > 0);
  expect(listening.told).toEqual([{ refusedMessage: 'sender-not-who-it-says' }]);
  expect(listening.optOuts.scopesOf(address)).toEqual([]);
  await listening.stop();
});
