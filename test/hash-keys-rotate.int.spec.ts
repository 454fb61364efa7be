import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { RunningService } from '#service';
import { eventually } from '#testing';
import { fourServices, type FourServices } from './harness/four-services.js';
import { SERVICES, type Service } from './harness/world.js';

jest.setTimeout(120_000);

let four: FourServices;
/** The instances that questions go to: the old ones, from the rotation on the new ones. */
let now: ReadonlyMap<Service, RunningService>;
const rotated: Record<string, string> = {};

beforeAll(async () => {
  four = await fourServices();
  now = new Map([...four.members].map(([name, { service }]) => [name, service]));
  rotated['HASH_KEYS_FILE'] = await keyFile('h2', { h1: 2, h2: 22 });
  rotated['LINK_KEYS_FILE'] = await keyFile('l2', { l1: 3, l2: 33 });
}, 60_000);
afterAll(async () => {
  const old = new Set([...four.members.values()].map(({ service }) => service));
  const others = [...now.values()].filter((service) => !old.has(service));
  await Promise.all(others.map((service) => service.stop()));
  await four.stop();
}, 60_000);

const bytes = (byte: number): string => Buffer.alloc(32, byte).toString('base64url');
async function keyFile(current: string, keys: Readonly<Record<string, number>>): Promise<string> {
  const path = join(four.around.environment['ERASURE_LEDGER_DIR'] ?? '', `${randomUUID()}.json`);
  const content = Object.fromEntries(Object.entries(keys).map(([kid, byte]) => [kid, bytes(byte)]));
  await writeFile(path, JSON.stringify({ current, keys: content }), { mode: 0o600 });
  return path;
}

async function post(
  at: RunningService | Service,
  role: string,
  path: string,
  body: unknown,
  key?: string,
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into field by field
): Promise<any> {
  const { url } = typeof at === 'string' ? now.get(at)! : at;
  const answer = await fetch(path.startsWith('http') ? path : `${url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json',
      authorization: `Bearer ${await four.around.token({ role, sub: `${role}-1`, ...(role === 'store' && { source: 'web-store' }) })}`,
      'idempotency-key': key ?? randomUUID(),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, ...((await answer.json()) as object) };
}

const mail = (value: string) => ({ kind: 'email', value });
const registration = (customer: string, email: string) => ({
  specversion: '1.0',
  id: `registered-${customer}`,
  source: '/web-store',
  type: 'customer.registered.v1',
  time: '2026-06-01T06:00:00Z',
  data: {
    customer,
    registeredAt: '2026-06-01T09:00:00+03:00',
    kind: 'business-contact',
    country: 'FI',
    contact: { email, capacity: 'legal-person' },
  },
});
const register = (customer: string, email: string) =>
  post('retention', 'store', '/v1/events', [registration(customer, email)]);
const prohibit = (value: string, key?: string, at: RunningService | Service = 'marketing-suppression') =>
  post(
    at,
    'desk',
    '/v1/prohibitions',
    { address: mail(value), scope: { kind: 'all-marketing' }, method: 'phone' },
    key,
  );
const check = (value: string, at: RunningService | Service = 'marketing-suppression') =>
  post(at, 'marketing', '/v1/send-checks', {
    address: mail(value),
    channel: 'email',
    purpose: 'direct-marketing',
  });
/** What consent says of the customer, whom it knows by party. */
async function decided(customer: string): Promise<string> {
  const answer = await post('consent', 'marketing', '/v1/decisions', {
    party: { source: 'web-store', id: `customer/${customer}` },
    purpose: 'direct-marketing',
    category: 'contact',
    channel: 'email',
  });
  return answer.allowed === true ? 'allowed' : String(answer.because[0].reason);
}
const sendable = (value: string) =>
  eventually(async () => ((await check(value)).allowed === true ? true : undefined), {
    explain: async () => JSON.stringify(await check(value)),
  });
const prohibitedAtConsent = (customer: string) =>
  eventually(async () => (await decided(customer)) === 'prohibited-all-marketing', {
    explain: () => decided(customer),
  });

describe('right.prohibit – an opt-out outlives the key it was hashed under', () => {
  const oldKey = randomUUID();
  let [link, oldOptOut] = ['', ''];

  it('before: one address is prohibited, one has a link, one is only known', async () => {
    for (const [customer, name] of [
      ['901', 'kept'],
      ['902', 'later'],
      ['903', 'linked'],
    ] as const)
      await register(customer, `${name}@example.com`);
    link = /^<(.*)>$/.exec(
      await eventually(
        async () => (await check('linked@example.com')).headers?.['List-Unsubscribe'] as string,
      ),
    )![1]!;
    await sendable('later@example.com');
    oldOptOut = (await prohibit('kept@example.com', oldKey)).suppression;
    await prohibitedAtConsent('901');
  });

  it('in the midst of it, with old and new instances at work, no prohibition is missed by either', async () => {
    const old = now.get('marketing-suppression')!;
    const begun = await Promise.all(
      SERVICES.map(async (name) => [name, await four.member(name).another(rotated)] as const),
    );
    const young = new Map(begun).get('marketing-suppression')!;
    const names = Array.from({ length: 8 }, (_, index) => `midst-${index}@example.com`);
    const written = await Promise.all(
      names.flatMap((name, index) => [
        prohibit(name, undefined, index % 2 === 0 ? old : young),
        register(`95${index}`, name),
      ]),
    );
    expect(written.map(({ status }) => status).filter((status) => status >= 300)).toEqual([]);
    for (const at of [old, young]) {
      const { answers } = await post(at, 'marketing', '/v1/send-checks', {
        checks: names.map((value) => ({
          address: mail(value),
          channel: 'email',
          purpose: 'direct-marketing',
        })),
      });
      expect(
        answers.map(({ allowed, because }: { allowed: boolean; because: { reason: string }[] }) => [
          allowed,
          because[0]?.reason,
        ]),
      ).toEqual(names.map(() => [false, 'prohibited-all-marketing']));
    }
    now = new Map(begun);
    for (const index of names.keys()) await prohibitedAtConsent(`95${index}`);
    await Promise.all([...four.members.values()].map(({ service }) => service.stop()));
  });

  it('after: the old opt-out beats a check, a registration under another number and a replay', async () => {
    expect((await check('kept@example.com')).because[0].reason).toBe('prohibited-all-marketing');
    await register('904', 'kept@example.com');
    await register('901', 'kept@example.com');
    await prohibitedAtConsent('904');
    expect(await decided('901')).toBe('prohibited-all-marketing');
    expect((await check('kept@example.com')).allowed).toBe(false);
  });

  it('its repeat under the same Idempotency-Key is still the same act', async () => {
    expect(await prohibit('kept@example.com', oldKey)).toMatchObject({ status: 200, suppression: oldOptOut });
  });

  it('a prohibition under the new key reaches who is known under the old one, and so does its lift', async () => {
    const { suppression } = await prohibit('later@example.com');
    await prohibitedAtConsent('902');
    expect((await check('later@example.com')).allowed).toBe(false);
    const lifted = await post('marketing-suppression', 'desk', `/v1/prohibitions/${suppression}/lift`, {
      method: 'letter',
      evidence: { statement: 'a signed letter', actedAt: '2026-07-01T09:00:00+03:00' },
    });
    // Itself, under the older key, and for the person whose address it is.
    expect(lifted.lifted).toHaveLength(3);
    await sendable('later@example.com');
    await eventually(async () => (await decided('902')) !== 'prohibited-all-marketing');
  });

  it('a link of before, signed by the old link key, still prohibits with one click, once', async () => {
    const path = new URL(link).pathname;
    const click = () => post('marketing-suppression', 'nobody', path, 'List-Unsubscribe=One-Click');
    const first = await click();
    expect(first).toMatchObject({ status: 200, because: [{ reason: 'one-click-all-marketing' }] });
    expect((await click()).suppression).toBe(first.suppression);
    await prohibitedAtConsent('903');
    expect((await check('linked@example.com')).allowed).toBe(false);
  });

  it('the marketing service gets both hashes of an address, to find its list by either', async () => {
    const { hashes } = await post('marketing-suppression', 'marketing', '/v1/address-hashes', {
      addresses: [mail('kept@example.com')],
    });
    expect(hashes).toEqual([
      {
        kind: 'email',
        kid: 'h2',
        hash: expect.any(String),
        formerly: [{ kid: 'h1', hash: expect.any(String) }],
      },
    ]);
  });

  it('and nobody has become two persons', async () => {
    const customers = 4 + 8;
    const parties = four.member('retention').database.connection.db!.collection('parties');
    await eventually(async () => (await parties.countDocuments()) === customers);
    for (const service of ['consent', 'marketing-suppression'] as const) {
      const facts = four.member(service).database.connection.db!.collection('facts');
      const known = await facts.distinct('party', { type: { $in: ['party.described', 'address.known'] } });
      expect([known.length, known.every((ref: string) => ref.startsWith('p_h1_'))]).toEqual([
        customers,
        true,
      ]);
    }
  });
});

describe('a service does not start', () => {
  it.each<[string, Service, string, () => Promise<string>, string]>([
    [
      'without a hash key in use',
      'consent',
      'HASH_KEYS_FILE',
      () => keyFile('h2', { h2: 22 }),
      'hash key h1',
    ],
    [
      'without one that only addresses are hashed by',
      'consent',
      'HASH_KEYS_FILE',
      () => keyFile('h1', { h1: 2 }),
      'hash key h2',
    ],
    [
      'with another hash key of that name',
      'retention',
      'HASH_KEYS_FILE',
      () => keyFile('h2', { h1: 2, h2: 9 }),
      'hash key h2 in HASH_KEYS_FILE is another key',
    ],
    [
      'where references would be made by another key',
      'retention',
      'HASH_KEYS_FILE',
      () => keyFile('h2', { h2: 22, h1: 2 }),
      '"parties": "h1"',
    ],
    [
      'without the key of links in the mail',
      'marketing-suppression',
      'LINK_KEYS_FILE',
      () => keyFile('l2', { l2: 33 }),
      'link key l1',
    ],
  ])('%s', async (_what, service, variable, file, why) => {
    const env = { ...rotated, [variable]: await file() };
    await expect(four.member(service).another(env)).rejects.toThrow(why);
  });
});
