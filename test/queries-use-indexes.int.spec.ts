import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'amqplib';
import type { Connection } from 'mongoose';
import type { CloudEvent } from '#contracts';
import type { ServiceName } from '#service';
import { openMongo } from '#storage';
import { aCustomerRegistered, anOrderPlaced, brokerPassword, eventually } from '#testing';
import { accessTable, ROLES } from './harness/access-table.js';
import { fourServices, type FourServices } from './harness/four-services.js';
import { SERVICES } from './harness/world.js';

/** A document for each instance of the last month, or one at all: no index makes that quicker. */
const SMALL = ['lanes', 'leases', 'restores', 'migrations'];
/** Asked by ops by hand, and counts all there is: of `GET /v1/summary` and `GET /v1/ops/keys`. */
const WHOLE = [
  { collection: 'parties', says: '"$group":{"_id":null,"customers"' },
  { collection: 'facts', says: '{"addresses.kid":' },
];
const customer = (id: number): string => String(70_000 + id);

let four: FourServices;
let keys: Connection;
const all = (): readonly Connection[] => [
  ...[...four.members.values()].map(({ database }) => database.connection),
  keys,
];

beforeAll(async () => {
  four = await fourServices();
  keys = await openMongo(four.around.environment['KEYS_MONGODB_URI'] ?? '');
  const appName = { $in: SERVICES.flatMap((name) => [name, `${name}-keys`]) };
  for (const { db } of all())
    await db!.command({ profile: 1, filter: { appName, planSummary: { $regex: 'COLLSCAN' } } });
}, 120_000);
afterAll(async () => {
  for (const { db } of all()) await db!.command({ profile: 0 });
  await keys.close();
  await four.stop();
}, 60_000);

async function publish(events: readonly CloudEvent[]): Promise<void> {
  const connection = await connect(four.around.vhost.amqpUrlFor('web-store', brokerPassword('web-store')));
  const channel = await connection.createConfirmChannel();
  for (const event of events)
    channel.publish('store.events', event.type, Buffer.from(JSON.stringify(event)), {
      userId: 'web-store',
      messageId: event.id,
    });
  await channel.waitForConfirms();
  await connection.close();
}

const party = { source: 'web-store', id: `customer/${customer(1)}` };
const bodies: Readonly<Record<string, object>> = {
  'POST /v1/consents': { party, purpose: 'marketing.own', method: 'phone' },
  'POST /v1/decisions': { party, purpose: 'invoicing', category: 'contact' },
  'POST /v1/parties/find': { email: 'somebody@example.fi' },
  'POST /v1/prohibitions': { party, scope: { kind: 'all-marketing' }, method: 'phone' },
  'POST /v1/clocks': { party },
  'POST /v1/requests': { kind: 'access', party, identity: { method: 'known-to-desk' } },
  'POST /v1/audit/find': { party },
};

/** Every door, by everybody who may: what is asked well is done, and what is not is looked up all the same. */
async function knockEverywhere(service: ServiceName): Promise<void> {
  for (const [route, allowed] of Object.entries(accessTable[service])) {
    const [method = '', pattern = ''] = route.split(' ');
    for (const role of allowed === 'anyone' ? ROLES.slice(0, 1) : allowed) {
      const source = role === 'store' ? { source: 'web-store' } : {};
      const token = await four.around.token({ role, sub: `${role}-1`, ...source });
      const answer = await fetch(four.members.get(service)!.service.url + pattern.replaceAll(/:\w+/g, 'x'), {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'idempotency-key': `key-of-${role}-${route}`,
          ...(method === 'POST' && { 'content-type': 'application/json' }),
        },
        ...(method === 'POST' && { body: JSON.stringify(bodies[route] ?? {}) }),
      });
      await answer.arrayBuffer();
    }
  }
}

test('no service reads a whole collection: intake, every door, owed events, seals, keys and requests', async () => {
  const events = Array.from({ length: 30 }, (_, id) => [
    aCustomerRegistered({ customer: customer(id) }),
    anOrderPlaced({ order: `order-${id}`, buyer: { customer: customer(id) } }),
  ]);
  await publish(events.flat());
  const facts = four.members.get('retention')!.database.connection.db!.collection('facts');
  await eventually(async () => (await facts.countDocuments()) >= 60, { within: 30_000 });
  for (const service of SERVICES) await knockEverywhere(service);
  const seals = four.members.get('consent')!.database.connection.db!.collection('seals');
  await eventually(async () => (await seals.countDocuments()) > 0, { within: 30_000 });
  await pause(1000);
  const scans: string[] = [];
  for (const { db } of all())
    for (const { ns, command } of await db!.collection('system.profile').find().toArray()) {
      const collection = String(ns).slice(String(ns).indexOf('.') + 1);
      const said = JSON.stringify(command);
      const isMeant =
        SMALL.includes(collection) ||
        WHOLE.some((one) => one.collection === collection && said.includes(one.says));
      if (!isMeant) scans.push(`${collection} ${said.slice(0, 300)}`);
    }
  expect([...new Set(scans)]).toEqual([]);
}, 120_000);
