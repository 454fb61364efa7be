import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { type CloudEvent, type EraseRequested, GATE } from '#contracts';
import { aCustomerRegistered, anOrderDelivered, anOrderPlaced, aUsageRecorded, eventually } from '#testing';
import { startAsTheStore, type StoreWorld } from './harness/as-the-store.js';

const clock = '2026-07-01T09:00:00+03:00';
const LONG = { within: 240_000, every: 500 };
let store: StoreWorld;

beforeAll(async () => {
  store = await startAsTheStore({ clock });
}, 120_000);

afterAll(() => store?.stop(), 60_000);

const range = (count: number): readonly number[] => Array.from({ length: count }, (_unused, index) => index);

/** As long as an id may be, and no number of it like another. */
const idOf = (prefix: string, index: number): string => `${prefix}-${'x'.repeat(80)}-${index}`;

describe('right.erase – what is too much for one command is erased all the same, and done once it all is', () => {
  test('by the clock: a customer with 10,000 orders', async () => {
    const buyer = { customer: '80001' };
    await store.publish(
      aCustomerRegistered({ ...buyer, registeredAt: '2005-01-01T10:00:00+02:00' }, { id: 'registered' }),
      ...range(10_000).flatMap((index) => {
        const order = idOf('O', index);
        return [
          anOrderPlaced({ order, buyer, placedAt: '2005-01-02T10:00:00+02:00' }, { id: `placed-${index}` }),
          anOrderDelivered(
            { order, buyer, deliveredAt: '2005-01-03T10:00:00+02:00' },
            { id: `delivered-${index}` },
          ),
        ];
      }),
    );
    await eventually(async () => (await inventoryOf('80001')) === 20_001, LONG);
    await eventually(async () => (await summary()).stale === 0, LONG);
    expect(await sweep()).toMatchObject({ records: 10_001 });
    const parts = await partsTold('80001', 10_001);
    expect(parts.length).toBeGreaterThan(1);
    const [last, ...others] = parts.toReversed();
    for (const { command } of others) await store.reply(command, { replyTo: 'retention', outcome: 'done' });
    await eventually(async () => (await repliesOf('web-store')) === others.length, LONG);
    const before = store.told.length;
    expect(await sweep()).toMatchObject({ ordered: 0, waiting: 1 });
    // What was not answered is told again, as before, and nothing else.
    await eventually(() => store.told.length > before, LONG);
    for (const { data } of store.told.slice(before)) expect(data).toEqual(last);
    await store.reply(last!.command, { replyTo: 'retention', outcome: 'done' });
    await eventually(async () => (await inventoryOf('80001')) === 0, LONG);
    expect(await factsOf('retention', { type: 'erasure.completed' })).toBe(1);
    expect(await sweep()).toMatchObject({ parties: 0, records: 0 });
  }, 600_000);

  test('by request: a customer with 10,000 records', async () => {
    const customer = '80002';
    await store.publish(
      aCustomerRegistered({ customer }, { id: 'registered-2' }),
      ...range(10_000).map((index) =>
        aUsageRecorded({ usage: idOf('U', index), customer }, { id: `used-${index}` }),
      ),
    );
    await eventually(async () => (await inventoryOf(customer)) === 10_001, LONG);
    const party = { source: 'web-store', id: `customer/${customer}` };
    const { body } = await store.world.call<{ request: string }>('subject-requests', 'POST', '/v1/requests', {
      body: { kind: 'erasure', party, identity: { method: 'known-to-desk' } },
    });
    const parts = await partsTold(customer, 10_001);
    expect(parts.length).toBeGreaterThan(1);
    const state = async () =>
      (
        await store.world.call<{ state: string; waitingFor: string[] }>(
          'subject-requests',
          'GET',
          `/v1/requests/${body.request}`,
        )
      ).body;
    const [last, ...others] = parts.toReversed();
    for (const { command } of others) await store.reply(command, { outcome: 'done' });
    await eventually(async () => String((await state()).waitingFor) === 'web-store', LONG);
    expect(await state()).toMatchObject({ state: 'erasing' });
    await store.reply(last!.command, { outcome: 'done' });
    await eventually(async () => (await state()).state === 'closed', LONG);
    expect(await factsOf('subject-requests', { type: 'request.closed' })).toBe(1);
  }, 600_000);
});

/** The commands that name all of a customer's records, each of them one that is read. */
async function partsTold(customer: string, records: number): Promise<readonly EraseRequested[]> {
  const isOf = ({ type, data }: CloudEvent<EraseRequested>) =>
    type === 'participant.erase.v1' && data.parties[0]?.id === `customer/${customer}`;
  const parts = await eventually(
    () => {
      const told = store.told.filter(isOf);
      const named = told.flatMap(({ data }) => (data.records ?? []).map(({ record }) => record));
      return new Set(named).size === records ? told : undefined;
    },
    { ...LONG, explain: () => Promise.resolve(String(store.told.map(({ id }) => id))) },
  );
  for (const part of parts) expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(GATE.bytes);
  return [...new Map(parts.map(({ data }) => [data.command, data])).values()];
}

const sweep = async () =>
  (await store.world.call('retention', 'POST', '/v1/sweeps', { role: 'officer', body: {} })).body;

const summary = async () =>
  (await store.world.call<{ stale: number }>('retention', 'GET', '/v1/summary', { role: 'ops' })).body;

const inventoryOf = (customer: string) =>
  factsOf('retention', { partyId: `customer/${customer}`, mark: { $exists: true } });

const repliesOf = (participant: string) => factsOf('retention', { type: 'erasure.replied', participant });

async function factsOf(service: string, filter: object): Promise<number> {
  const connection = await mongoose.createConnection(store.world.servers.mongoUri('admin')).asPromise();
  const database = `${store.world.vhost}_${service.replaceAll('-', '_')}`;
  const count = await connection.getClient().db(database).collection('facts').countDocuments(filter);
  await connection.close();
  return count;
}
