import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import type { CloudEvent, EraseRequested, PartyId } from '#contracts';
import { aCustomerRegistered, eventually } from '#testing';
import { asOutside, type Outside } from './harness/outside.js';
import { type Role, type Service, startWorld, type World } from './harness/world.js';

interface Clocks {
  readonly records: readonly {
    readonly on: string;
    readonly clocks: readonly { readonly dueOn: string | null }[];
    readonly because?: readonly { readonly element: string; readonly reason: string }[];
  }[];
}

interface Swept {
  readonly parties: number;
  readonly ordered: number;
  readonly waiting: number;
  readonly notComputable: number;
}

const clock = '2026-07-01T09:00:00+03:00';
const LONG_AGO = { at: '2012-01-15T10:00:00.000Z', on: '2012-01-15' };
const taken = (at: string) => ({ takenAt: new Date(at) });

/** Customers as an earlier release or a hand may have left them, all taken in as sound and then made so. */
const left = {
  sound: { customer: '101', stored: { ...LONG_AGO, ...taken('2012-01-15T10:00:00Z') } },
  ninetyNine: {
    customer: '102',
    stored: { at: '9999-12-31T23:59:59Z', on: '9999-12-31', ...taken('2012-01-15T10:00:00Z') },
  },
  epoch: {
    customer: '103',
    stored: { at: '1970-01-01T00:00:00Z', on: '1970-01-01', ...taken('2026-05-31T21:30:00Z') },
  },
  sixtyTwo: {
    customer: '104',
    stored: { at: '2062-03-01T10:00:00+02:00', on: '2062-03-01', ...taken('2026-05-31T21:30:00Z') },
  },
  slash: {
    customer: 'gid://shopify/Customer/105',
    stored: { ...LONG_AGO, ...taken('2012-01-15T10:00:00Z') },
  },
  unreadable: { customer: '106', stored: { kind: 'of-a-newer-release' } },
  oddRecord: {
    customer: '107',
    stored: { ...LONG_AGO, ...taken('2012-01-15T10:00:00Z'), record: 'kortti 107 ä' },
  },
} as const;
type Left = keyof typeof left;

let world: World;
/** The test itself is the store. */
let store: Outside;
let told: readonly CloudEvent<EraseRequested>[];
let database: mongoose.Connection;

const partyOf = (which: Left): PartyId => ({ source: 'web-store', id: `customer/${left[which].customer}` });

beforeAll(async () => {
  world = await startWorld({ clock });
  store = await asOutside(world, 'web-store');
  told = (await store.listen('web-store.commands')) as readonly CloudEvent<EraseRequested>[];
  database = await mongoose.createConnection(world.servers.mongoUri(`${world.vhost}_retention`)).asPromise();
  await store.publish(
    'store.events',
    Object.values(left).map(({ customer }) =>
      aCustomerRegistered({ customer, registeredAt: '2026-06-01T10:00:00+03:00', contact: {} }),
    ),
  );
  const all = Object.keys(left).length;
  await eventually(async () => (await facts().countDocuments({ mark: 'opened' })) === all);
  await indexed();
  for (const { customer, stored } of Object.values(left)) {
    await facts().updateOne({ partyId: `customer/${customer}` }, { $set: stored });
    await parties().updateOne(
      { partyId: `customer/${customer}` },
      { $set: { stale: true, ...('kind' in stored && { dueOn: '2020-01-01' }) } },
    );
  }
  await indexed();
}, 120_000);

afterAll(async () => {
  await database?.close();
  await store?.close();
  await world?.stop();
}, 60_000);

describe('right.erase – a date that cannot be true neither delays an erasure nor hastens it', () => {
  test.each<[Left, string, boolean]>([
    ['sound', '2012-01-15', false],
    ['ninetyNine', '2012-01-15', true],
    ['epoch', '2026-06-01', true],
    ['sixtyTwo', '2026-06-01', true],
    ['slash', '2012-01-15', false],
  ])(
    '%s: the clocks count from %s, and say so where it is the day of taking in',
    async (which, on, doubted) => {
      const { status, body } = await post<Clocks>('retention', '/v1/clocks', 'desk', {
        party: partyOf(which),
      });
      expect(status).toBe(200);
      const [record] = body.records;
      expect(record?.on).toBe(on);
      expect(record?.because?.map(({ reason }) => reason).at(0)).toBe(
        doubted ? 'told-date-cannot-be-true' : undefined,
      );
      const isDue = record?.clocks.some(({ dueOn }) => dueOn !== null && dueOn <= '2026-07-01');
      expect(isDue).toBe(on.startsWith('2012'));
    },
  );

  test('what is due is listed, swept and told to the store; what is not waits', async () => {
    const { body } = await world.call<{ due: readonly { party: string }[] }>(
      'retention',
      'GET',
      '/v1/due?through=2026-07-01',
      { role: 'ops' },
    );
    expect(body.due.map(({ party }) => party).sort()).toEqual(
      await refsOf(['sound', 'ninetyNine', 'slash', 'unreadable', 'oddRecord']),
    );
    const swept = await post<Swept>('retention', '/v1/sweeps', 'officer', {});
    expect(swept.body).toMatchObject({ parties: 3, notComputable: 2 });
    expect(swept.body.ordered + swept.body.waiting).toBe(3);
    const due = (['sound', 'ninetyNine', 'slash'] as const).map((which) => partyOf(which));
    await eventually(() => due.every((party) => told.some(({ data }) => data.parties[0]?.id === party.id)));
    expect(new Set(told.flatMap(({ data }) => data.parties))).toEqual(new Set(due));
  });
});

describe('promise 6 – one record that cannot be computed stops nobody else, and somebody hears of it', () => {
  test('its party alone is answered so, and it is counted by the class of the error', async () => {
    const { status, body } = await post('retention', '/v1/clocks', 'desk', { party: partyOf('unreadable') });
    expect([status, body]).toEqual([
      409,
      expect.objectContaining({ title: 'What is stored makes the clocks throw: TypeError' }),
    ]);
    const summary = await world.call('retention', 'GET', '/v1/summary', { role: 'ops' });
    expect([summary.status, summary.body]).toEqual([
      200,
      expect.objectContaining({ notComputable: 2, stale: 0 }),
    ]);
    expect(await measured('retention')).toEqual({ IdOutsideRule: 1, TypeError: 1 });
  });

  test('its erasure is not done, a neighbour’s is; and both are once it can be computed', async () => {
    const [stuck, free] = [await open('unreadable'), await open('epoch')];
    await answer(free);
    await eventually(async () => (await show(free)).state === 'closed', { within: 20_000 });
    await eventually(async () => (await measured('retention'))['TypeError'] === 2);
    await eventually(async () => (await show(stuck)).waitingFor.join() === 'retention', {
      within: 20_000,
      explain: async () => JSON.stringify(await show(stuck)),
    });
    expect((await parked()).length).toBe(0);
    await facts().updateOne(
      { partyId: partyOf('unreadable').id, mark: 'opened' },
      { $set: { kind: 'customer' } },
    );
    await answer(stuck);
    await eventually(async () => (await show(stuck)).state === 'closed', { within: 45_000, every: 500 });
    await eventually(async () => (await measured('retention'))['TypeError'] === undefined, {
      within: 75_000,
      every: 500,
    });
  }, 200_000);
});

describe('promise 2, promise 8 – a choice of the year 9999 neither outlives nor beats a later one', () => {
  const evidence = { method: 'web-form', textShown: 'form-7', noticeVersion: 'midare/2018-05-25' };
  const far = { at: '9999-12-31T23:59:59.000Z', on: '9999-12-31', takenAt: new Date('2026-06-15T09:00:00Z') };

  test('a consent ends with the next withdrawal, whichever service is asked', async () => {
    const { party, value } = await aKnownCustomer('201');
    const scope = { party, purpose: 'direct-marketing', channel: 'email' };
    expect((await post('consent', '/v1/consents', 'desk', { ...scope, evidence })).status).toBe(201);
    for (const service of ['consent', 'marketing-suppression'] as const) {
      const grants = { type: 'consent.granted' };
      await eventually(async () => (await factsOf(service).countDocuments(grants)) === 1);
      await factsOf(service).updateMany(grants, { $set: far });
    }
    expect(await allowed(party, value)).toEqual([true, true]);
    const withdrawal = { ...scope, method: 'phone' };
    const { body } = await post<{ withdrawnAt: string }>(
      'consent',
      '/v1/consents/withdrawals',
      'desk',
      withdrawal,
    );
    expect(body.withdrawnAt.slice(0, 10)).toBe('2026-07-01');
    await eventually(async () => (await allowed(party, value)).join() === 'false,false');
  });

  test('a prohibition can be lifted by an act of today, and stands until then', async () => {
    const { party, value } = await aKnownCustomer('202');
    const prohibition = { party, scope: { kind: 'all-marketing' }, method: 'phone' };
    const made = await post<{ suppression: string }>(
      'marketing-suppression',
      '/v1/prohibitions',
      'desk',
      prohibition,
    );
    const { suppression } = made.body;
    await factsOf('marketing-suppression').updateMany({ type: /^suppression\./ }, { $set: far });
    expect((await check(value)).because.at(-1)?.reason).toBe('prohibited-all-marketing');
    const lift = {
      method: 'phone',
      evidence: { statement: 'Please write to me again', actedAt: '2026-07-01T08:30:00+03:00' },
    };
    const lifted = await post('marketing-suppression', `/v1/prohibitions/${suppression}/lift`, 'desk', lift);
    expect(lifted.status).toBe(201);
    expect((await check(value)).because.at(-1)?.reason).not.toBe('prohibited-all-marketing');
  });

  test('an erasure takes away what was told with such a date', async () => {
    const { party } = await aKnownCustomer('203');
    await factsOf('marketing-suppression').updateMany({ partyId: party.id }, { $set: far });
    await factsOf('consent').updateMany({ type: 'party.described' }, { $set: far });
    const asked = { kind: 'erasure', party, identity: { method: 'known-to-desk' } };
    const { body } = await post<{ request: string }>('subject-requests', '/v1/requests', 'desk', asked);
    await answer(body.request);
    await eventually(async () => (await show(body.request)).state === 'closed', { within: 20_000 });
    expect(await factsOf('marketing-suppression').countDocuments({ partyId: party.id })).toBe(0);
    expect((await post('consent', '/v1/parties/find', 'desk', { party })).body).toEqual({ parties: [] });
  });

  test('who cannot be computed is denied, and the others of the same question are answered', async () => {
    const [stuck, free] = [await aKnownCustomer('204'), await aKnownCustomer('205')];
    const whole = new Date('2026-06-15T09:00:00Z');
    const addresses = { partyId: stuck.party.id };
    const [described] = (
      await factsOf('consent').find({ type: 'party.described' }).sort({ takenAt: -1 }).toArray()
    ).slice(1);
    const those = { _id: described!._id };
    await factsOf('consent').updateOne(those, { $unset: { takenAt: 1 } });
    await factsOf('marketing-suppression').updateMany(addresses, { $unset: { takenAt: 1 } });
    const questions = [stuck, free].map(({ party }) => ({
      party,
      purpose: 'customer-service',
      category: 'contact',
    }));
    const checks = [stuck, free].map(({ value }) => ({
      address: { kind: 'email', value },
      channel: 'email',
      purpose: 'direct-marketing',
    }));
    const asked = await Promise.all([
      post<{ decisions: readonly Told[] }>('consent', '/v1/decisions/batch', 'desk', { questions }),
      post<{ answers: readonly Told[] }>('marketing-suppression', '/v1/send-checks', 'marketing', { checks }),
    ]);
    const measures = [await measured('consent'), await measured('marketing-suppression')];
    await factsOf('consent').updateOne(those, { $set: { takenAt: whole } });
    await factsOf('marketing-suppression').updateMany(addresses, { $set: { takenAt: whole } });
    const [decisions, answers] = [asked[0].body.decisions, asked[1].body.answers];
    for (const [first, second] of [decisions, answers]) {
      expect([first?.allowed, first?.because.at(-1)?.reason]).toEqual([false, 'not-computable']);
      expect(second?.because.at(-1)?.reason).not.toBe('not-computable');
    }
    expect(measures).toEqual([{ TypeError: 1 }, { TypeError: 1 }]);
  });
});

interface Told {
  readonly allowed: boolean;
  readonly because: readonly { readonly reason: string }[];
}

async function aKnownCustomer(customer: string): Promise<{ party: PartyId; value: string }> {
  const value = `c${customer}@example.fi`;
  const party = { source: 'web-store', id: `customer/${customer}` };
  await store.publish('store.events', [
    aCustomerRegistered({ customer, registeredAt: '2026-06-01T10:00:00+03:00', contact: { email: value } }),
  ]);
  const find = () => post<{ parties: readonly object[] }>('consent', '/v1/parties/find', 'desk', { party });
  await eventually(async () => (await find()).body.parties.length > 0);
  await eventually(
    async () => (await factsOf('marketing-suppression').countDocuments({ partyId: party.id })) > 0,
  );
  return { party, value };
}

async function check(value: string): Promise<Told> {
  const asked = { address: { kind: 'email', value }, channel: 'email', purpose: 'direct-marketing' };
  return (await post<Told>('marketing-suppression', '/v1/send-checks', 'marketing', asked)).body;
}

async function allowed(party: PartyId, value: string): Promise<readonly boolean[]> {
  const asked = { party, purpose: 'direct-marketing', category: 'contact', channel: 'email' };
  const { body } = await post<Told>('consent', '/v1/decisions', 'marketing', asked);
  return [body.allowed, (await check(value)).allowed];
}

const factsOf = (service: Service) =>
  database
    .getClient()
    .db(`${world.vhost}_${service.replaceAll('-', '_')}`)
    .collection('facts');
const facts = () => database.db!.collection('facts');
const parties = () => database.db!.collection<{ readonly _id: string; readonly partyId: string }>('parties');

const indexed = (): Promise<unknown> =>
  eventually(
    async () =>
      (await parties().countDocuments({ $or: [{ stale: true }, { policy: { $exists: false } }] })) === 0,
    {
      within: 15_000,
      explain: async () => JSON.stringify(await parties().find().toArray()),
    },
  );

async function refsOf(which: readonly Left[]): Promise<readonly string[]> {
  const ids = which.map((one) => partyOf(one).id);
  return (
    await parties()
      .find({ partyId: { $in: ids } })
      .toArray()
  )
    .map(({ _id }) => _id)
    .sort();
}

const post = <T>(service: Service, path: string, role: Role, body: unknown) =>
  world.call<T>(service, 'POST', path, { role, body });

async function open(which: Left): Promise<string> {
  const asked = { kind: 'erasure', party: partyOf(which), identity: { method: 'known-to-desk' } };
  return (await post<{ request: string }>('subject-requests', '/v1/requests', 'desk', asked)).body.request;
}

const show = async (request: string) =>
  (
    await world.call<{ state: string; waitingFor: readonly string[] }>(
      'subject-requests',
      'GET',
      `/v1/requests/${request}`,
    )
  ).body;

async function answer(request: string): Promise<void> {
  const { data } = await eventually(
    () => told.find(({ data: { command } }) => command.startsWith(`${request}/erase/`)),
    { within: 75_000 },
  );
  const { command, participant, replyTo } = data;
  const said = { command, participant, replyTo, outcome: 'none' };
  await store.publish('store.events', [
    {
      specversion: '1.0',
      id: randomUUID(),
      source: '/web-store',
      type: 'participant.replied.v1',
      time: clock,
      data: said,
    },
  ]);
}

async function measured(service: Service): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`${world.urlOf(service)}/metrics`)).text();
  return Object.fromEntries(
    [...text.matchAll(/^seloste_not_computable\{reason="(\w+)"\} (\d+)$/gm)].map(([, reason = '', count]) => [
      reason,
      Number(count),
    ]),
  );
}

async function parked(): Promise<readonly object[]> {
  const all = (['retention', 'subject-requests', 'consent', 'marketing-suppression'] as const).map(
    (service) => world.call<{ items: readonly object[] }>(service, 'GET', '/v1/ops/parked', { role: 'ops' }),
  );
  return (await Promise.all(all)).flatMap(({ body }) => body.items);
}
