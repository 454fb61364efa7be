import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AddressHash, AddressKind } from '#contracts';
import { readKeyFile } from '#storage';
import { aCustomerRegistered, aCustomerUpdated, anOrderPlaced, eventually } from '#testing';
import { LinkTokens } from '../apps/marketing-suppression/src/link-token.js';
import { asOutside, type Outside } from './harness/outside.js';
import { startWorld, type World } from './harness/world.js';

interface Answer {
  readonly allowed: boolean;
  readonly because: readonly { readonly reason: string }[];
  readonly headers?: { readonly 'List-Unsubscribe': string };
}

interface Prohibited {
  readonly suppression: string;
  readonly effectiveFrom: string;
}

type Contact = Readonly<Partial<Record<'email' | 'phone', string>>>;

const REGISTERED = '2026-05-02T10:00:00+03:00';
const MOVED = '2026-06-10T12:00:00+03:00';
const NEWCOMER = '2026-06-20T12:00:00+03:00';
const channels = { email: 'email', phone: 'sms', 'user-id': 'web' } as const;

let world: World;
let store: Outside;
let people = 0;

beforeAll(async () => {
  world = await startWorld({ services: ['consent', 'marketing-suppression'] });
  store = await asOutside(world, 'web-store');
}, 120_000);

afterAll(async () => {
  await store?.close();
  await world?.stop();
}, 60_000);

describe('right.prohibit, basis.consent – a choice is the person’s, whatever her address is now', () => {
  test.each<['email' | 'phone', string]>([
    ['email', 'v1@example.fi'],
    ['phone', '+358401000001'],
  ])('her consent leaves an %s with her, and the next customer there has none of it', async (kind, left) => {
    const anna = await agreed({ [kind]: left }, [channels[kind]]);
    const next = kind === 'email' ? 'u1@example.fi' : '+358401000002';
    await moves(anna, { [kind]: next });
    await both(anna, kind, next, 'allowed');
    const ben = person();
    await registers(ben, { [kind]: left }, NEWCOMER);
    await both(ben, kind, left, 'consumer-not-opted-in');
    await decides(anna, channels[kind], 'allowed');
  });

  test('an address that an update takes away is hers no longer', async () => {
    const anna = await agreed({ email: 'v2@example.fi', phone: '+358401000003' }, ['email', 'sms']);
    await moves(anna, { phone: '+358401000003' });
    await checks('email', 'v2@example.fi', 'consumer-not-opted-in');
    await checks('phone', '+358401000003', 'allowed');
  });

  test('scope.audience – the sale in which an address was collected says nothing of the next one, nor of the next person', async () => {
    const anna = person();
    await registers(anna, { email: 'v3@example.fi' });
    await store.publish('store.events', [
      anOrderPlaced({ order: `O-${anna}`, buyer: { customer: anna }, placedAt: '2026-05-02T11:00:00+03:00' }),
    ]);
    await both(anna, 'email', 'v3@example.fi', 'allowed');
    await moves(anna, { email: 'u3@example.fi' });
    await both(anna, 'email', 'u3@example.fi', 'consumer-not-opted-in');
    const ben = person();
    await registers(ben, { email: 'v3@example.fi' }, NEWCOMER);
    await both(ben, 'email', 'v3@example.fi', 'consumer-not-opted-in');
  });

  test('one click objects for her: at the address she takes next, and on her phone', async () => {
    const phone = '+358401000004';
    const anna = await agreed({ email: 'v4@example.fi', phone }, ['email', 'sms']);
    await both(anna, 'phone', phone, 'allowed');
    await click(await linkTo('v4@example.fi'));
    await both(anna, 'email', 'v4@example.fi', 'prohibited-all-marketing');
    await both(anna, 'phone', phone, 'prohibited-all-marketing');
    await moves(anna, { email: 'u4@example.fi', phone });
    await both(anna, 'email', 'u4@example.fi', 'prohibited-all-marketing');
  });

  test('an address prohibited at the desk: whoever has it objects, and takes that along', async () => {
    const phone = '+358401000005';
    const anna = await agreed({ email: 'v5@example.fi', phone }, ['email', 'sms']);
    await prohibits({ address: { kind: 'email', value: 'v5@example.fi' } });
    await both(anna, 'phone', phone, 'prohibited-all-marketing');
    await moves(anna, { email: 'u5@example.fi', phone });
    await both(anna, 'email', 'u5@example.fi', 'prohibited-all-marketing');
  });

  test.each([
    ['phone', 'v6@example.fi', '+358401000006'],
    ['one-click', 'v16@example.fi', '+358401000016'],
  ])(
    'an address prohibited by %s before anybody knows whose it was is that person’s objection all the same',
    async (method, value, phone) => {
      await prohibits({ address: { kind: 'email', value }, method });
      const anna = await agreed({ email: value, phone }, ['sms']);
      await both(anna, 'phone', phone, 'prohibited-all-marketing');
    },
  );

  test('a click on an old link by the mailbox’s next holder: the address is shut, the first one has objected, the next one’s phone goes on', async () => {
    const anna = await agreed({ email: 'v7@example.fi', phone: '+358401000007' }, ['email', 'sms']);
    const link = await linkTo('v7@example.fi');
    await moves(anna, { email: 'u7@example.fi', phone: '+358401000007' });
    const ben = await agreed({ email: 'v7@example.fi', phone: '+358401000008' }, ['email', 'sms'], NEWCOMER);
    await both(ben, 'email', 'v7@example.fi', 'allowed');
    await click(link);
    await both(ben, 'email', 'v7@example.fi', 'prohibited-all-marketing');
    await both(anna, 'email', 'u7@example.fi', 'prohibited-all-marketing');
    await both(anna, 'phone', '+358401000007', 'prohibited-all-marketing');
    await both(ben, 'phone', '+358401000008', 'allowed');
    await decides(ben, 'post', 'allowed');
  });

  test('a link of an address of more people than it has room for is the objection of all of them, and of nobody who has it since', async () => {
    const shared = 'v10@example.fi';
    const phones = ['20', '21', '22', '23', '24', '25'].map((end) => `+3584010000${end}`);
    const family: string[] = [];
    for (const phone of phones) family.push(await agreed({ email: shared, phone }, ['email', 'sms']));
    const link = await linkTo(shared);
    const later = await agreed({ email: shared, phone: '+358401000026' }, ['sms'], new Date().toISOString());
    await click(link);
    for (const [index, who] of family.entries())
      await both(who, 'phone', phones[index]!, 'prohibited-all-marketing');
    await both(later, 'email', shared, 'prohibited-all-marketing');
    await both(later, 'phone', '+358401000026', 'allowed');
  });

  test.each([
    ['of one person ever is her objection', false, 'prohibited-all-marketing'],
    ['that has changed hands stops the address and nobody’s phone', true, 'allowed'],
  ])('a link from before links named anybody, of an address %s', async (_what, changesHands, outcome) => {
    const [value, phone] = changesHands
      ? ['v12@example.fi', '+358401000028']
      : ['v11@example.fi', '+358401000027'];
    if (changesHands) await moves(await agreed({ email: value }, ['email']), { email: 'u12@example.fi' });
    const who = await agreed({ email: value, phone }, ['email', 'sms'], NEWCOMER);
    await both(who, 'phone', phone, 'allowed');
    await click(await oldLinkTo(value));
    await both(who, 'email', value, 'prohibited-all-marketing');
    await both(who, 'phone', phone, outcome);
    // Who tells of the address later is not named by it; with the second update the first one is dealt with.
    for (const [day, end] of [
      [24, '1'],
      [25, '2'],
    ] as const) {
      const next = phone.replace('+35840100', `+3584010${end}`);
      await moves(who, { email: value, phone: next }, `2026-06-${day}T12:00:00+03:00`);
      await both(who, 'phone', next, outcome);
    }
  });

  test('what an address of two people is kept from is lifted by each of them alone, and the address is free with the last', async () => {
    const shared = 'v8@example.fi';
    const phones = ['+358401000009', '+358401000010'] as const;
    const anna = await agreed({ email: shared, phone: phones[0] }, ['email', 'sms']);
    const ben = await agreed({ email: shared, phone: phones[1] }, ['email', 'sms']);
    const prohibited = await prohibits({ address: { kind: 'email', value: shared } });
    for (const [index, who] of [anna, ben].entries())
      await both(who, 'phone', phones[index]!, 'prohibited-all-marketing');
    expect(await lifts(prohibited)).toMatchObject({ status: 422, body: { errors: [{ field: '/party' }] } });
    const { body } = await lifts(prohibited, ben);
    expect(body).toMatchObject({ standing: [prohibited.suppression] });
    await both(ben, 'phone', phones[1], 'allowed');
    await both(anna, 'phone', phones[0], 'prohibited-all-marketing');
    for (const who of [anna, ben]) await both(who, 'email', shared, 'prohibited-all-marketing');
    expect((await lifts(prohibited, anna)).body).not.toHaveProperty('standing');
    await both(anna, 'phone', phones[0], 'allowed');
    await both(anna, 'email', shared, 'allowed');
  });

  test('a lift is its person’s also where both come to be known after it', async () => {
    const prohibited = await prohibits({ address: { kind: 'email', value: 'v9@example.fi' } });
    const [ben, phone] = [person(), '+358401000011'];
    expect((await lifts(prohibited, ben)).status).toBe(201);
    const anna = await agreed({ email: 'v9@example.fi', phone }, ['sms']);
    await both(anna, 'phone', phone, 'prohibited-all-marketing');
    await registers(ben, { email: 'v9@example.fi', phone: '+358401000012' });
    await decides(ben, 'sms', 'consumer-not-opted-in');
    await checks('phone', '+358401000012', 'consumer-not-opted-in');
  });

  test.each([
    ['fi', 'kaiken markkinoinnin', 'et saa meiltä enää mitään markkinointia'],
    ['sv', 'all marknadsföring från oss', 'ingen marknadsföring från oss'],
    ['en', 'all marketing from us', 'no more marketing from us'],
  ])(
    'the page of the click says in %s that it is about all marketing from us',
    async (language, asked, done) => {
      const address = `page-${language}@example.fi`;
      await agreed({ email: address }, ['email']);
      const link = await linkTo(address);
      const headers = { accept: 'text/html', 'accept-language': language };
      expect(await (await fetch(link, { headers })).text()).toContain(asked);
      expect(await (await fetch(link, { method: 'POST', headers })).text()).toContain(done);
    },
  );
});

const person = (): string => String(7000 + (people += 1));

async function registers(customer: string, contact: Contact, registeredAt = REGISTERED): Promise<void> {
  const addressCollection = { collectedAt: registeredAt, optOutOffered: true, refused: false };
  await store.publish('store.events', [
    aCustomerRegistered({ customer, registeredAt, contact, addressCollection }),
  ]);
}

async function moves(customer: string, contact: Contact, updatedAt = MOVED): Promise<void> {
  await store.publish('store.events', [aCustomerUpdated({ customer, updatedAt, contact })]);
}

/** Somebody who registers and agrees to direct marketing by these channels, known to both services. */
async function agreed(contact: Contact, by: readonly string[], registeredAt?: string): Promise<string> {
  const customer = person();
  await registers(customer, contact, registeredAt);
  const evidence = { method: 'web-form', textShown: 'form-7', noticeVersion: 'midare/2018-05-25' };
  for (const channel of by) {
    const body = { party: partyOf(customer), purpose: 'direct-marketing', channel, evidence };
    const key = `agree-${customer}-${channel}`;
    await eventually(
      async () => (await world.call('consent', 'POST', '/v1/consents', { body, key })).status < 300,
      { within: 20_000 },
    );
  }
  for (const kind of ['email', 'phone'] as const) {
    const value = contact[kind];
    if (value !== undefined && by.includes(channels[kind]))
      await eventually(async () => reasonOf(await checked(kind, value)) !== 'consumer-not-opted-in', {
        within: 20_000,
      });
  }
  return customer;
}

async function prohibits(who: object): Promise<Prohibited> {
  const body = { scope: { kind: 'all-marketing' }, method: 'phone', ...who };
  const answer = await world.call<Prohibited>('marketing-suppression', 'POST', '/v1/prohibitions', { body });
  expect(answer.status).toBe(201);
  return answer.body;
}

function lifts({ suppression, effectiveFrom }: Prohibited, customer?: string) {
  const evidence = { statement: 'called again', actedAt: effectiveFrom };
  const party = customer === undefined ? {} : { party: partyOf(customer) };
  const body = { method: 'phone', evidence, ...party };
  return world.call('marketing-suppression', 'POST', `/v1/prohibitions/${suppression}/lift`, { body });
}

const partyOf = (customer: string): object => ({ source: 'web-store', id: `customer/${customer}` });

/** Both services come to this answer: the send check of the address, and the decision on the person. */
async function both(customer: string, kind: AddressKind, value: string, outcome: string): Promise<void> {
  await checks(kind, value, outcome);
  await decides(customer, channels[kind], outcome);
}

const checks = (kind: AddressKind, value: string, outcome: string): Promise<void> =>
  becomes(() => checked(kind, value), outcome);
const decides = (customer: string, channel: string, outcome: string): Promise<void> =>
  becomes(() => decided(customer, channel), outcome);

async function becomes(ask: () => Promise<Answer>, outcome: string): Promise<void> {
  await eventually(async () => reasonOf(await ask()) === outcome, {
    within: 15_000,
    explain: async () => `${JSON.stringify((await ask()).because)}, not ${outcome}`,
  });
}

const reasonOf = ({ allowed, because }: Answer): string =>
  allowed ? 'allowed' : (because[0]?.reason ?? 'nothing said');

async function checked(kind: AddressKind, value: string): Promise<Answer> {
  const question = { channel: channels[kind], purpose: 'direct-marketing', productGroup: 'tea-lights' };
  const { body } = await world.call<Answer>('marketing-suppression', 'POST', '/v1/send-checks', {
    role: 'marketing',
    body: { address: { kind, value }, ...question },
  });
  return body;
}

async function decided(customer: string, channel: string): Promise<Answer> {
  const question = { purpose: 'direct-marketing', category: 'contact', productGroup: 'tea-lights' };
  const { body } = await world.call<Answer>('consent', 'POST', '/v1/decisions', {
    role: 'marketing',
    body: { party: partyOf(customer), ...question, channel },
  });
  return body;
}

/** The link that a permitted message to this address carries. */
async function linkTo(value: string): Promise<string> {
  const { headers } = await eventually(
    async () => {
      const answer = await checked('email', value);
      return answer.headers === undefined ? undefined : answer;
    },
    { within: 15_000 },
  );
  return headers!['List-Unsubscribe'].slice(1, -1);
}

/** As links were made before they named anybody. */
async function oldLinkTo(value: string): Promise<string> {
  const asked = { role: 'marketing', body: { addresses: [{ kind: 'email', value }] } } as const;
  const { body } = await world.call<{ hashes: readonly AddressHash[] }>(
    'marketing-suppression',
    'POST',
    '/v1/address-hashes',
    asked,
  );
  const keys = await readKeyFile(world.environmentOf('marketing-suppression')['LINK_KEYS_FILE'] ?? '');
  const { kind, kid, hash } = body.hashes[0]!;
  const token = new LinkTokens(keys).issue({
    address: { kind, kid, hash },
    scope: { kind: 'all-marketing' },
  });
  return `${world.urlOf('marketing-suppression')}/v1/unsubscribe/${token}`;
}

async function click(link: string): Promise<void> {
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
  expect((await fetch(link, { method: 'POST', body })).status).toBe(200);
}
