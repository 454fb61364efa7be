import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import type { CloudEvent, EraseRequested, ParticipantReplied } from '#contracts';
import {
  aCustomerRegistered,
  anInvoiceIssued,
  anOrderDelivered,
  anOrderPlaced,
  aUsageRecorded,
  eventually,
} from '#testing';
import { startAsTheStore, type StoreWorld } from './harness/as-the-store.js';
import type { Service, World } from './harness/world.js';

interface Clocks {
  readonly relationship: { readonly state: string };
  readonly records: readonly {
    readonly kind: string;
    readonly record: string;
    readonly clocks: readonly { fieldClass: string; dueOn: string | null }[];
  }[];
}

interface RequestState {
  readonly state: string;
  readonly waitingFor: readonly string[];
  readonly outcome?: string;
}

const clock = '2026-07-01T09:00:00+03:00';
let store: StoreWorld;
let world: World;

beforeAll(async () => {
  store = await startAsTheStore({ clock });
  ({ world } = store);
}, 120_000);

afterAll(() => store?.stop(), 60_000);

describe('right.erase – an erasure is complete when every holder itself has said so', () => {
  test('nobody answers for another: the store cannot say that consent has erased', async () => {
    await known('70001', [aCustomerRegistered({ customer: '70001' })]);
    await world.programs.get('consent')?.stop();
    const request = await open('erasure', '70001');
    const { command } = await commandOf(`${request}/erase/web-store`);
    await reply(`${request}/erase/consent`, { participant: 'consent', outcome: 'none' });
    await reply(command, { participant: 'consent', outcome: 'none' });
    await reply(command, { outcome: 'done' });
    await eventually(async () => !(await show(request)).waitingFor.includes('web-store'));
    await settledFor(1000);
    expect(await show(request)).toMatchObject({ state: 'erasing', waitingFor: ['consent'] });
    expect((await parked('subject-requests')).map(({ reason }) => reason)).toEqual([
      'reply-for-another',
      'reply-for-another',
    ]);
    await world.startService('consent');
    await closed(request);
  });
});

describe('right.access, right.erase – who is not known is told that nothing is held', () => {
  test.each([
    ['access', 'collect', '79990'],
    ['erasure', 'erase', '79991'],
  ] as const)('a request for %s of somebody nobody knows is granted', async (kind, step, customer) => {
    const request = await open(kind, customer);
    const { command, records } = await commandOf(`${request}/${step}/web-store`);
    expect(records).toBeUndefined();
    await reply(command, { outcome: 'none' });
    await closed(request);
    expect(await show(request)).toMatchObject({
      outcome: 'granted',
      because: [expect.objectContaining({ reason: 'nothing-was-held' })],
    });
  });
});

describe('right.erase-limits – a contract that is being carried out keeps its order until it is', () => {
  test('the sweeps after an erasure leave the order alone that the erasure has left', async () => {
    const buyer = { customer: '70002' };
    await known('70002', [
      aCustomerRegistered(buyer),
      anOrderPlaced({ order: 'O2', buyer, placedAt: '2026-06-29T10:00:00+03:00' }),
      anInvoiceIssued({ invoice: 'I2', order: 'O2', buyer, issuedOn: '2026-06-29' }),
    ]);
    const { request, records = [] } = await erase('70002');
    const kept = records.find(({ kind }) => kind === 'order')?.keep.map(({ fieldClass }) => fieldClass);
    expect(kept).toEqual(['order', 'voucher', 'delivery']);
    expect((await show(request)).outcome).toBe('partly-granted');
    expect(await sweep()).toMatchObject({ records: 0, ordered: 0 });
    await store.publish(anOrderDelivered({ order: 'O2', buyer, deliveredAt: '2026-07-01T08:00:00+03:00' }));
    await eventually(async () => (await sweep()).ordered === 1, { within: 5000, every: 300 });
    const delivered = await clockCommand('70002');
    expect(delivered.records).toEqual([
      expect.objectContaining({ record: 'O2', erase: ['order', 'delivery'] }),
    ]);
    await reply(delivered.command, { replyTo: 'retention', outcome: 'retained' });
  });
});

describe('retention.customer – what the clock ends is gone from every holder, and nothing newer with it', () => {
  const buyer = { customer: '70003' };
  const old = [
    aCustomerRegistered({ ...buyer, registeredAt: '2005-01-01T10:00:00+02:00' }, { id: 'old-1' }),
    anOrderPlaced({ order: 'O3', buyer, placedAt: '2005-01-02T10:00:00+02:00' }, { id: 'old-2' }),
    anOrderDelivered({ order: 'O3', buyer, deliveredAt: '2005-01-03T10:00:00+02:00' }, { id: 'old-3' }),
  ];

  test('once every holder has confirmed it, the inventory names neither the person nor a record', async () => {
    await known('70003', old, 2);
    expect(await sweep()).toMatchObject({ ordered: 1 });
    const { command } = await clockCommand('70003');
    const others = new RegExp(`"replied/${command.replace('/web-store', '/(?!web-store)')}`);
    await eventually(async () => (await found('retention', others, 'facts')).length > 0);
    // What came to retention before the reply that it parks has been worked on.
    await reply(command, { replyTo: 'retention', participant: 'consent', outcome: 'none' });
    await eventually(async () => (await parked('retention')).length === 1);
    expect(await recordsOf('70003')).toBe(2);
    expect(await sweep()).toMatchObject({ ordered: 0, waiting: 1 });
    await reply(command, { replyTo: 'retention', outcome: 'done' });
    await eventually(
      async () => (await clocksOf('70003')).status === 404 || (await recordsOf('70003')) === 0,
    );
    await eventually(async () => (await found('retention', /"customer\/70003"|"70003"|"O3"/)).length === 0);
  });

  test('an order placed while a holder takes its time is a new beginning', async () => {
    const customer = '70004';
    await known(customer, [aCustomerRegistered({ customer, registeredAt: '2005-01-01T10:00:00+02:00' })]);
    expect(await sweep()).toMatchObject({ ordered: 1 });
    const { command } = await clockCommand(customer);
    await known(
      customer,
      [anOrderPlaced({ order: 'O4', buyer: { customer }, placedAt: '2026-07-01T09:00:01+03:00' })],
      2,
    );
    await reply(command, { replyTo: 'retention', outcome: 'done' });
    await eventually(async () => (await recordsOf(customer)) === 1);
    expect((await clocksOf(customer)).body.relationship.state).toBe('active');
    expect(await sweep()).toMatchObject({ records: 0 });
  });

  test('a clock that ends one record leaves the addresses that a prohibition must reach', async () => {
    const customer = '70005';
    const phone = { kind: 'phone', value: '+358401110005' };
    await known(
      customer,
      [
        aCustomerRegistered({ customer, contact: { phone: phone.value } }),
        anOrderPlaced({ order: 'O5', buyer: { customer } }),
        anOrderDelivered({ order: 'O5', buyer: { customer } }),
        aUsageRecorded({ usage: 'U5', customer, recordedAt: '2012-06-13T12:00:00+03:00' }),
      ],
      3,
    );
    expect(await sweep()).toMatchObject({ ordered: 1, records: 1 });
    const { command, records } = await clockCommand(customer);
    expect(records).toMatchObject([{ record: 'U5' }]);
    await reply(command, { replyTo: 'retention', outcome: 'done' });
    await eventually(async () => (await recordsOf(customer)) === 2);
    await settledFor(1000);
    const prohibited = await world.call('marketing-suppression', 'POST', '/v1/prohibitions', {
      body: { party: partyOf(customer), scope: { kind: 'all-marketing' }, method: 'phone' },
    });
    expect(prohibited.status).toBe(201);
    const checked = await world.call('marketing-suppression', 'POST', '/v1/send-checks', {
      role: 'marketing',
      body: { address: phone, channel: 'phone', purpose: 'direct-marketing' },
    });
    expect(checked.body).toMatchObject({
      allowed: false,
      because: [expect.objectContaining({ reason: 'prohibited-all-marketing' })],
    });
  });

  test('a party that something new is heard of while a request is open still has a day when it is due', async () => {
    const customer = '70006';
    await known(customer, [aCustomerRegistered({ customer })]);
    const request = await open('access', customer);
    const { command } = await commandOf(`${request}/collect/web-store`);
    await known(customer, [aUsageRecorded({ usage: 'U6', customer })], 2);
    await indexed();
    await reply(command, { outcome: 'none' });
    await closed(request);
    await eventually(
      async () => (await found('retention', /"customer\/70006".*"dueOn"/, 'parties')).length === 1,
      { within: 5000, explain: async () => String(await found('retention', /70006/, 'parties')) },
    );
  });
});

describe('right.erase – after it is closed nothing of the person is left but what the verdict named', () => {
  const customer = '70007';
  const marked = { name: 'Sseven Marked', email: 'sseven@example.com', phone: '+358401110007' };

  test('a package that was being made when the erasure was asked for is still handed out', async () => {
    const other = '70008';
    await known(other, [aCustomerRegistered({ customer: other })]);
    const access = await open('access', other);
    const { command } = await commandOf(`${access}/collect/web-store`);
    const erasure = await open('erasure', other);
    const told = await commandOf(`${erasure}/erase/web-store`);
    await reply(command, { outcome: 'none' });
    await closed(access);
    await reply(told.command, { outcome: 'done' });
    await closed(erasure);
    expect((await packageOf(access)).status).toBe(200);
  });

  test('no database and no log holds the name, the addresses or the customer number, and old packages are empty', async () => {
    const buyer = { customer };
    const order = 'O70007';
    await known(
      customer,
      [
        aCustomerRegistered({ customer, contact: marked }, { id: `registration-${customer}` }),
        anOrderPlaced({ order, buyer, placedAt: '2005-01-02T10:00:00+02:00' }, { id: `placed-${order}` }),
        anOrderDelivered(
          { order, buyer, deliveredAt: '2005-01-03T10:00:00+02:00' },
          { id: `delivered-${order}` },
        ),
      ],
      2,
    );
    const access = await open('access', customer);
    const { command } = await commandOf(`${access}/collect/web-store`);
    await reply(command, {
      outcome: 'done',
      items: [
        {
          record: customer,
          kind: 'customer',
          category: 'contact',
          source: 'web-store',
          provenance: 'provided',
          values: [{ field: 'name', value: marked.name }],
        },
      ],
    });
    await closed(access);
    expect((await packageOf(access)).status).toBe(200);
    await erase(customer);
    // The number as such: random ids hold any digits.
    const ofPerson = /(?<!\w)O?70007(?!\w)|sseven|401110007/i;
    await eventually(async () => (await found(undefined, ofPerson)).length === 0, {
      within: 5000,
      explain: async () => JSON.stringify(await found(undefined, ofPerson)).slice(0, 2000),
    });
    expect(await packageOf(access)).toMatchObject({
      status: 410,
      body: { type: 'urn:seloste:problem:package-erased' },
    });
    for (const program of world.programs.values()) {
      expect(program.lastWords()).not.toMatch(/sseven|401110007|customer\/7000/i);
    }
  });
});

const partyOf = (customer: string) => ({ source: 'web-store', id: `customer/${customer}` });

const clocksOf = (customer: string) =>
  world.call<Clocks>('retention', 'POST', '/v1/clocks', {
    role: 'officer',
    body: { party: partyOf(customer) },
  });

const recordsOf = async (customer: string): Promise<number> =>
  (await clocksOf(customer)).body.records?.length ?? 0;

/** Published, and in retention's clocks. */
async function known(customer: string, events: readonly CloudEvent[], records = events.length) {
  await store.publish(...events);
  await eventually(async () => (await recordsOf(customer)) === records, {
    within: 8000,
    explain: async () => JSON.stringify((await clocksOf(customer)).body),
  });
  // A fact can be read before its party is put down to be indexed.
  const party = new RegExp(`"customer/${customer}".*"records":${records}\\b`);
  await eventually(async () => (await found('retention', party, 'parties')).length === 1, { within: 8000 });
  await indexed();
}

function indexed(): Promise<unknown> {
  return eventually(async () => {
    const { body } = await world.call<{ stale: number }>('retention', 'GET', '/v1/summary', { role: 'ops' });
    return body.stale === 0;
  });
}

const sweep = async (): Promise<{ ordered: number; waiting: number }> =>
  (
    await world.call<{ ordered: number; waiting: number }>('retention', 'POST', '/v1/sweeps', {
      role: 'officer',
      body: {},
    })
  ).body;

async function open(kind: 'access' | 'erasure', customer: string): Promise<string> {
  const opened = await world.call<{ request: string }>('subject-requests', 'POST', '/v1/requests', {
    body: { kind, party: partyOf(customer), identity: { method: 'known-to-desk' } },
  });
  expect(opened.status).toBe(201);
  return opened.body.request;
}

const show = async (request: string): Promise<RequestState> =>
  (await world.call<RequestState>('subject-requests', 'GET', `/v1/requests/${request}`)).body;

const closed = (request: string): Promise<unknown> =>
  eventually(async () => (await show(request)).state === 'closed', {
    within: 15_000,
    explain: async () => JSON.stringify((await show(request)).waitingFor),
  });

const packageOf = (request: string) =>
  world.call('subject-requests', 'GET', `/v1/requests/${request}/package`, { role: 'officer' });

/** A request for erasure from end to end; the store does as it is told. */
async function erase(customer: string) {
  const request = await open('erasure', customer);
  const { command, records } = await commandOf(`${request}/erase/web-store`);
  await reply(command, { outcome: 'retained', verdicts: [...(records ?? [])] });
  await closed(request);
  await indexed();
  return { request, records };
}

const commandOf = (command: string): Promise<EraseRequested> => store.commandOf(command);

const answered = new Set<string>();

/** The one that has not been answered yet. */
async function clockCommand(customer: string): Promise<EraseRequested> {
  const isOpen = ({ data: { command, parties } }: CloudEvent<EraseRequested>) =>
    command.startsWith('clock/') && !answered.has(command) && parties[0]?.id === `customer/${customer}`;
  return (await eventually(() => store.told.find(isOpen), { within: 8000 })).data;
}

function reply(command: string, said: Partial<ParticipantReplied>): Promise<void> {
  answered.add(command);
  return store.reply(command, said);
}

const settledFor = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const parked = async (service: Service): Promise<readonly { reason: string }[]> =>
  (
    await world.call<{ items: readonly { reason: string }[] }>(service, 'GET', '/v1/ops/parked', {
      role: 'ops',
    })
  ).body.items;

/** Documents of one service's databases, or of all, keys and parked messages too, that hold this. */
async function found(service: Service | undefined, what: RegExp, only?: string): Promise<readonly string[]> {
  const connection = await mongoose.createConnection(world.servers.mongoUri('admin')).asPromise();
  const client = connection.getClient();
  const prefix = `${world.vhost}_${service?.replaceAll('-', '_') ?? ''}`;
  const hits: string[] = [];
  const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
  for (const { name } of databases.filter((each) => each.name.startsWith(prefix))) {
    for (const collection of await client.db(name).collections()) {
      if (only !== undefined && collection.collectionName !== only) continue;
      for await (const document of collection.find()) {
        const text = JSON.stringify(document);
        if (what.test(text)) hits.push(`${name}.${collection.collectionName} ${text}`);
      }
    }
  }
  await connection.close();
  return hits;
}
