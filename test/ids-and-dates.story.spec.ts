import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CloudEvent } from '#contracts';
import { aCustomerRegistered, aCustomerUpdated, anOrderPlaced, aWarrantyStarted, eventually } from '#testing';
import { startAsTheStore, type StoreWorld } from './harness/as-the-store.js';
import type { Role, Service, World } from './harness/world.js';

interface Parked {
  readonly reason: string;
  readonly field?: string;
  readonly type?: string;
}

const clock = '2026-07-01T09:00:00+03:00';
let store: StoreWorld;
let world: World;

beforeAll(async () => {
  store = await startAsTheStore({ clock });
  ({ world } = store);
}, 120_000);

afterAll(() => store?.stop(), 60_000);

describe('right.erase, right.prohibit – one rule for ids: what is taken in can be asked about, prohibited for and erased', () => {
  test.each([
    ['a number', '5501'],
    ['an address of another system', 'gid://shopify/Customer/1'],
    ['a number of a year', '2026/000017'],
    ['95 characters', '9'.repeat(95)],
    ['as many as there may be', `c${'-._:/'.repeat(19)}end.`],
    ['what looks like a party', 'customer/7'],
  ])('%s', async (_what, customer) => {
    const party = { source: 'web-store', id: `customer/${customer}` };
    await store.publish(aCustomerRegistered({ customer, contact: {} }));
    await eventually(async () => (await post('retention', '/v1/clocks', 'desk', { party })).status === 200);
    const find = () => post('consent', '/v1/parties/find', 'desk', { party });
    await eventually(async () => ((await find()).body as { parties: unknown[] }).parties.length > 0);
    const question = { party, purpose: 'direct-marketing', channel: 'email' };
    const evidence = { method: 'web-form', textShown: 'form-7', noticeVersion: 'midare/2018-05-25' };
    const prohibition = { party, scope: { kind: 'all-marketing' }, method: 'phone' };
    const answers = [
      await find(),
      await post('consent', '/v1/decisions', 'marketing', { ...question, category: 'contact' }),
      await post('consent', '/v1/consents', 'desk', { ...question, evidence }),
      await post('consent', '/v1/consents/withdrawals', 'desk', { ...question, method: 'phone' }),
      await post('marketing-suppression', '/v1/prohibitions', 'desk', prohibition),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 201, 201, 201]);
    expect(answers[0]!.body).toEqual({ parties: [party] });
    await erases(party);
  });

  test.each(['gid://shopify/Order/42', `2026/${'0'.repeat(90)}`])(
    'the guest of the order %s',
    async (order) => {
      await store.publish(anOrderPlaced({ order, buyer: {}, buyerContact: {} }));
      const party = { source: 'web-store', id: `buyer/${order}` };
      await eventually(async () => (await post('retention', '/v1/clocks', 'desk', { party })).status === 200);
      await erases(party);
    },
  );
});

const IMPLAUSIBLE: readonly (readonly [string, CloudEvent, string])[] = [
  [
    'registered in 1970',
    aCustomerRegistered({ customer: '61', registeredAt: '1970-01-01T00:00:00Z' }),
    '/data/registeredAt',
  ],
  ['ordered in 9999', anOrderPlaced({ order: 'o-62', placedAt: '9999-12-31T23:59:59Z' }), '/data/placedAt'],
  [
    'ordered in 2062',
    anOrderPlaced({ order: 'o-63', placedAt: '2062-03-01T10:00:00+02:00' }),
    '/data/placedAt',
  ],
  [
    'updated the day after tomorrow',
    aCustomerUpdated({ customer: '64', updatedAt: '2026-07-03T00:00:00+03:00' }),
    '/data/updatedAt',
  ],
  [
    'an address collected before there was mail',
    aCustomerRegistered({
      customer: '65',
      addressCollection: { collectedAt: '1901-05-01T10:00:00Z', optOutOffered: true, refused: false },
    }),
    '/data/addressCollection/collectedAt',
  ],
  ['a warranty without end', aWarrantyStarted({ warranty: 'w-66', endsOn: '9999-12-31' }), '/data/endsOn'],
];

const registered = (customer: string, time: string): CloudEvent => ({
  ...aCustomerRegistered({ customer, contact: {} }),
  time,
});

describe('promise 6 – what cannot be true is held for a person to look at, and nothing is computed or erased on it', () => {
  test.each(IMPLAUSIBLE)('%s, over AMQP', async (_what, event, field) => {
    const before = (await parked()).length;
    await store.publish(event);
    const all = await eventually(async () => {
      const now = await parked();
      return now.length > before ? now : undefined;
    });
    expect(all.filter(({ reason }) => reason === 'implausible')).toContainEqual(
      expect.objectContaining({ type: event.type, field }),
    );
  });

  test.each(IMPLAUSIBLE)('%s, over HTTP', async (_what, event, field) => {
    const { status, body } = await post('retention', '/v1/events', 'store', [aCustomerRegistered(), event]);
    expect([status, body]).toEqual([
      422,
      expect.objectContaining({ errors: [{ field: `/1${field}`, reason: 'is a date that cannot be true' }] }),
    ]);
  });

  test('old history and what begins tomorrow are taken in', async () => {
    const events = [
      aCustomerRegistered({ customer: '71', registeredAt: '1995-01-01T00:00:00+02:00' }),
      aCustomerRegistered({ customer: '72', registeredAt: '2026-07-02T23:59:59+03:00' }),
      aWarrantyStarted({ warranty: 'w-73', startedAt: '2026-07-01T08:00:00+03:00', endsOn: '2051-07-01' }),
    ];
    expect((await post('retention', '/v1/events', 'store', events)).status).toBe(202);
    for (const customer of ['71', '72']) {
      const party = { source: 'web-store', id: `customer/${customer}` };
      await eventually(async () => (await post('retention', '/v1/clocks', 'desk', { party })).status === 200);
    }
  });

  test('a reply by which a record stays until 9999, over AMQP', async () => {
    const keep = [{ fieldClass: 'order', provision: 'a law', until: '9999-12-31' }];
    const verdicts = [{ record: 'o-67', kind: 'order', erase: [], keep }] as const;
    await store.reply('e-67/web-store', { replyTo: 'retention', outcome: 'retained', verdicts });
    const held = { reason: 'implausible', field: '/data/verdicts/0/keep/0/until' };
    await eventually(async () =>
      (await parked()).some((one) => one.reason === held.reason && one.field === held.field),
    );
  });

  test('when an event was sent decides nothing, so it is taken in by either way, whatever it says', async () => {
    const sent: readonly CloudEvent[] = [
      '2026-07-01T08:00:00Z',
      '1970-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
    ].map((time, index) => registered(`8${index}`, time));
    await store.publish(...sent);
    const posted = sent.map(({ time }, index) => registered(`9${index}`, time));
    expect((await post('retention', '/v1/events', 'store', posted)).status).toBe(202);
    const clocks = ['80', '81', '82', '90', '91', '92'].map(async (customer) => {
      const of = { party: { source: 'web-store', id: `customer/${customer}` } };
      const known = await eventually(async () => {
        const answer = await post('retention', '/v1/clocks', 'desk', of);
        return answer.status === 200 ? answer : undefined;
      });
      return JSON.stringify(known.body)
        .replaceAll(customer, '')
        .match(/"dueOn":"[^"]*"/g);
    });
    const due = await Promise.all(clocks);
    expect(due[0]).not.toBeNull();
    expect(due).toEqual(due.map(() => due[0]));
  });

  const party = { source: 'web-store', id: 'customer/5501' };
  const method = 'phone';
  test.each<[Service, string, string, object]>([
    [
      'subject-requests',
      '/v1/requests',
      '/receivedAt',
      { kind: 'access', party, identity: { method: 'known-to-desk' } },
    ],
    ['marketing-suppression', '/v1/prohibitions', '/since', { party, scope: { kind: 'research' }, method }],
    ['consent', '/v1/consents/withdrawals', '/withdrawnAt', { party, purpose: 'research', method }],
  ])('%s %s: an act of 1970 or 9999 is refused with %s', async (service, path, field, body) => {
    for (const at of [
      '1970-01-01T00:00:00Z',
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '2001-01-01T00:00:00Z',
    ]) {
      const { status, body: answer } = await post(service, path, 'desk', { ...body, [field.slice(1)]: at });
      const taken = at.startsWith('2001') && service === 'marketing-suppression';
      expect([at, status]).toEqual([at, taken ? 201 : 422]);
      if (!taken) expect(answer).toMatchObject({ errors: [{ field }] });
    }
  });
});

async function erases(party: object): Promise<void> {
  const asked = { kind: 'erasure', party, identity: { method: 'known-to-desk' } };
  const { request } = (await post('subject-requests', '/v1/requests', 'desk', asked)).body as {
    request: string;
  };
  const { parties, command, replyTo } = await store.commandOf(`${request}/erase/web-store`);
  expect(parties).toEqual([party]);
  await store.reply(command, { replyTo, outcome: 'none' });
  await eventually(
    async () => {
      const { body } = await world.call<{ state: string }>(
        'subject-requests',
        'GET',
        `/v1/requests/${request}`,
      );
      return body.state === 'closed';
    },
    { within: 20_000 },
  );
}

const post = (service: Service, path: string, role: Role, body: unknown) =>
  world.call(service, 'POST', path, { role, body });

async function parked(): Promise<readonly Parked[]> {
  const { body } = await world.call<{ items: readonly Parked[] }>('retention', 'GET', '/v1/ops/parked', {
    role: 'ops',
  });
  return body.items;
}
