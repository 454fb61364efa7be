import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'amqplib';
import type { Connection } from 'mongoose';
import type { CloudEvent } from '#contracts';
import type { ServiceName } from '../apps/services.js';
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
const address = { kind: 'email', value: 'somebody@example.fi' };
const evidence = { textShown: 'form-7', noticeVersion: 'midare/2018-05-25', method: 'web-form' };
const question = { party, purpose: 'invoicing', category: 'contact' };
const lane = 'consent/00000000-0000-4000-8000-000000000000';
const simulation = { policy: readFileSync('policies/midare-proposed/2027-01-01/policy.yaml', 'utf8') };

/** What each door is asked well: a body, or a query. */
const asked: Readonly<Record<string, object | string>> = {
  'POST /v1/consents': { party, purpose: 'newsletter', evidence },
  'POST /v1/consents/withdrawals': { party, purpose: 'newsletter', method: 'phone' },
  'POST /v1/decisions': question,
  'POST /v1/decisions/batch': { questions: [question] },
  'POST /v1/parties/find': { address },
  'POST /v1/simulations': simulation,
  'POST /v1/prohibitions': { party, address, scope: { kind: 'all-marketing' }, method: 'phone' },
  'POST /v1/send-checks': { address, channel: 'email', purpose: 'direct-marketing' },
  'POST /v1/address-hashes': { addresses: [address] },
  'POST /v1/clocks': { party },
  'GET /v1/due': '?through=2030-01-01',
  'POST /v1/events': [aCustomerRegistered({ customer: customer(1) })],
  'POST /v1/sweeps': {},
  'POST /v1/requests': { kind: 'access', party, identity: { method: 'known-to-desk' } },
  'POST /v1/audit/find': { party },
  'GET /v1/ops/lanes': `?of=consent&state=held&lane=${lane}&n=0`,
  'POST /v1/ops/lanes/facts': { lane, numbers: [1] },
};

/** Every door, by everybody who may; what is not asked well is looked up all the same. Gives what was refused. */
async function knockEverywhere(service: ServiceName): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const [route, allowed] of Object.entries(accessTable[service])) {
    const [method = '', pattern = ''] = route.split(' ');
    const well = asked[route];
    const path = `${pattern.replaceAll(/:\w+/g, 'x')}${typeof well === 'string' ? well : ''}`;
    for (const role of allowed === 'anyone' ? ROLES.slice(0, 1) : allowed) {
      const source = role === 'store' ? { source: 'web-store' } : {};
      const token = await four.around.token({ role, sub: `${role}-1`, ...source });
      const answer = await fetch(`${four.member(service).service.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'idempotency-key': randomUUID(),
          ...(method === 'POST' && { 'content-type': 'application/json' }),
        },
        ...(method === 'POST' && { body: JSON.stringify(well ?? {}) }),
      });
      const text = await answer.text();
      if (well !== undefined && !answer.ok) refused.push(`${route} as ${role}: ${answer.status} ${text}`);
    }
  }
  return refused;
}

test('no service reads a whole collection: intake, every door, owed events, seals, keys and requests', async () => {
  const events = Array.from({ length: 30 }, (_, id) => [
    aCustomerRegistered({ customer: customer(id) }),
    anOrderPlaced({ order: `order-${id}`, buyer: { customer: customer(id) } }),
  ]);
  await publish(events.flat());
  const facts = four.member('retention').database.connection.db!.collection('facts');
  await eventually(async () => (await facts.countDocuments()) >= 60, { within: 30_000 });
  for (const service of SERVICES) expect(await knockEverywhere(service)).toEqual([]);
  const seals = four.member('consent').database.connection.db!.collection('seals');
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
