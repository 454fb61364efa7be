import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type BrokerConnection } from '#messaging';
import { BROKER } from '#service';
import { aCustomerRegistered, eventually } from '#testing';
import type { OwnServers } from './harness/dev-tools.js';
import { type FourServices, fourServices, type Member } from './harness/four-services.js';
import { startOwnServers } from './harness/own-servers.js';
import type { Service } from './harness/world.js';

let servers: OwnServers;
let four: FourServices;
const PATIENT = { within: 30_000 };

beforeAll(async () => {
  servers = await startOwnServers();
  // An alarm stops every publisher of a broker, so this test has its own.
  Object.assign(process.env, {
    TEST_AMQP_URL: servers.amqpUrl('/'),
    TEST_RABBITMQ_MANAGEMENT_URL: servers.managementUrl,
    TEST_RABBITMQ_ADMIN_USER: servers.adminUser,
    TEST_RABBITMQ_ADMIN_PASSWORD: servers.adminPassword,
  });
  four = await fourServices({ ANSWER_WITHIN_MS: '6000' });
}, 120_000);
afterAll(async () => {
  await four?.stop();
  await servers?.stop();
}, 60_000);

const member = (name: Service): Member => four.member(name);
const count = (name: Service, collection: string, filter: object): Promise<number> =>
  member(name).database.connection.db!.collection(collection).countDocuments(filter);
const facts = (name: Service, filter: object): Promise<number> => count(name, 'facts', filter);
const publishing = (name: Service): string =>
  member(name).service.app.get<BrokerConnection>(BROKER).state.publishing;

/** Not acknowledged yet, by whomever. */
async function waiting(queue: string): Promise<number | undefined> {
  const { vhost } = four.around;
  const told = (await vhost.manage('GET', `/queues/${vhost.name}/${queue}`)) as { messages?: number };
  return told.messages;
}

/** Straight into the queue, past the door that would refuse it. */
async function poison(queue: string): Promise<void> {
  const { vhost } = four.around;
  const message = {
    routing_key: queue,
    payload: '{"no":"event"}',
    payload_encoding: 'string',
    properties: {},
  };
  await vhost.manage('POST', `/exchanges/${vhost.name}/amq.default/publish`, message);
}

const prohibit = (customer: string): Promise<Response> =>
  four.ask('marketing-suppression', 'desk', '/v1/prohibitions', {
    party: { source: 'web-store', id: `customer/${customer}` },
    scope: { kind: 'all-marketing' },
    method: 'phone',
  });
const tell = (...ids: readonly string[]): Promise<Response> =>
  four.ask(
    'retention',
    'store',
    '/v1/events',
    ids.map((id) => aCustomerRegistered({ customer: id }, { id })),
  );

test('An alarm at the broker stops publishers and nobody else: queues are drained, what is taken in is durable and owed, and all of it goes out when the alarm ends', async () => {
  // Waits in consent's queue when the alarm comes.
  const { mongodb } = member('consent').ways;
  mongodb.cut();
  const before = Array.from({ length: 200 }, (_, index) => `before-${index}`);
  expect((await tell(...before)).status).toBe(202);
  await poison('consent.intake');

  await servers.controlBroker('set_disk_free_limit', '900000GB');
  const [first, second] = [await prohibit('81'), await prohibit('82')];
  expect([first.status, second.status]).toEqual([201, 201]);
  await eventually(() => publishing('marketing-suppression') === 'blocked', PATIENT);
  const refused = await tell('during');
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  mongodb.mend();
  await eventually(async () => (await facts('consent', { type: 'party.described' })) === 200, PATIENT);
  const durable = performance.now();
  // Nobody waits for the alarm to end, nor for what was published just before it.
  await eventually(async () => (await facts('consent', { type: 'party.described', owed: true })) === 200);
  expect(performance.now() - durable).toBeLessThan(3000);
  await eventually(async () => (await waiting('consent.intake')) === 0, PATIENT);
  expect(await count('consent', 'parked', { owed: true })).toBe(1);
  expect(publishing('marketing-suppression')).toBe('blocked');
  expect(await facts('marketing-suppression', { type: 'suppression.added', owed: true })).toBe(2);
  expect(await facts('consent', { type: /^suppression/ })).toBe(0);

  await eventually(() => publishing('subject-requests') === 'blocked', PATIENT);
  const began = performance.now();
  await member('subject-requests').service.stop();
  // A process has ten seconds before it is ended from outside.
  expect(performance.now() - began).toBeLessThan(9000);

  await servers.controlBroker('set_disk_free_limit', '50MB');
  await eventually(async () => (await facts('consent', { type: /^suppression/ })) === 2, PATIENT);
  for (const name of ['marketing-suppression', 'consent'] as const)
    await eventually(async () => (await facts(name, { owed: true })) === 0, PATIENT);
  await eventually(async () => (await count('consent', 'parked', { owed: true })) === 0, PATIENT);
  await eventually(async () => (await tell('during')).status === 202, { ...PATIENT, every: 300 });
  await eventually(async () => (await facts('consent', { type: 'party.described' })) === 201, PATIENT);
}, 120_000);
