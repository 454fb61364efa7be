import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { anOrderPlaced } from '#testing';
import { type Body, type Endpoint, ENDPOINTS } from './bad-input/endpoints.js';
import { emptyItems, unheardFields } from './bad-input/too-much.js';
import { devTools } from './harness/dev-tools.js';
import { type Call, type Reply, type Role, SERVICES, startWorld, type World } from './harness/world.js';

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly errors?: readonly { field: string; reason: string }[];
}

const named = ENDPOINTS.map((endpoint) => [`${endpoint.service} ${endpoint.path}`, endpoint] as const);

/** A CloudEvent may carry attributes that nobody knows; only its data is closed. */
const strict = named.filter(([, { path }]) => path !== '/v1/events');

const listsIn = (body: Body): readonly string[] =>
  Object.keys(body).filter((field) => Array.isArray(body[field]));

let world: World;
let secrets: string;
const foreign = mkdtempSync(join(tmpdir(), 'seloste-foreign-'));

beforeAll(async () => {
  world = await startWorld({ clock: '2026-07-01T09:00:00+03:00' });
  const file = readFileSync(process.env['TEST_SERVERS_FILE'] ?? '', 'utf8');
  secrets = (JSON.parse(file) as { secretsDir: string }).secretsDir;
  devTools.ensureSecrets(foreign);
}, 120_000);

afterAll(async () => {
  rmSync(foreign, { recursive: true, force: true });
  await world?.stop();
}, 60_000);

describe('a request that is wrong is refused with the field, and nothing of it is written', () => {
  test.each(named)('%s: what is no JSON object', async (_name, endpoint) => {
    const malformed = ['{"party":', '', '{"a":1}{"b":2}', '\u0000', 'undefined', '{"a":"\ud800"'];
    for (const body of malformed) await refused(endpoint, { body }, 400, '');
    for (const body of ['null', '42', '"text"', '[[]]', '[null]']) {
      const { errors } = await refused(endpoint, { body }, 422);
      expect(errors?.[0]?.field).toMatch(/^$|^\/0$/);
    }
  });

  test.each(named)(
    '%s: a field that is missing, of the wrong type or an operator',
    async (_name, endpoint) => {
      for (const field of endpoint.required) {
        const { [field]: left, ...rest } = endpoint.body;
        await refused(endpoint, { body: rest }, 422, `/${field}`);
        for (const value of [null, 42, { $gt: '' }, { $ne: null }, [{ $where: 'sleep(1000)' }]]) {
          const { errors } = await refused(endpoint, { body: { ...endpoint.body, [field]: value } }, 422);
          expect(errors?.[0]?.field).toMatch(new RegExp(`^/${field}(/|$)`));
        }
        expect(left).toBeDefined();
      }
    },
  );

  test.each(strict)('%s: a field nobody knows', async (_name, endpoint) => {
    for (const field of ['reason', '$where', '$set', 'a.b', '_id', 'toString', 'hasOwnProperty']) {
      const body = { ...endpoint.body, [field]: 'x' };
      const { errors } = await refused(endpoint, { body }, 422);
      expect(errors?.map((error) => error.field)).toContain(`/${field}`);
    }
  });

  test.each(strict)('%s: keys that name a part of every object', async (_name, endpoint) => {
    const text = JSON.stringify(endpoint.body).slice(0, -1);
    for (const more of [
      '"__proto__":{"role":"ops"}',
      '"constructor":{"prototype":{"role":"ops"}}',
      '"constructor":1',
    ]) {
      const body = `${text}${text === '{' ? '' : ','}${more}}`;
      const { status } = await refused(endpoint, { body });
      expect([400, 422]).toContain(status);
    }
  });

  test.each(named)(
    '%s: a body that is too large, too deep, or no JSON at all by its type',
    async (_name, endpoint) => {
      await refused(endpoint, { body: { ...endpoint.body, more: 'x'.repeat(5 * 1024 * 1024) } }, 413);
      await refused(endpoint, { body: `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}` }, 400);
      await refused(endpoint, { body: `[${'[],'.repeat(60_000)}[]]` }, 413, '');
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'nonsense'])
        await refused(endpoint, { body: endpoint.body, headers: { 'content-type': type } }, 415);
    },
  );

  test.each(named)('%s: bytes that are no text', async (_name, endpoint) => {
    const name = { ...endpoint.body, more: 'Päivi' };
    const latin1 = Buffer.from(JSON.stringify(name), 'latin1');
    await refused(endpoint, { body: latin1 }, 400, '');
    const headers = { 'content-type': 'application/json; charset=iso-8859-1' };
    for (const body of [latin1, endpoint.body]) await refused(endpoint, { body, headers }, 415);
    for (const more of ['"P\ufffdivi"', '"\\ufffd"', '"\\ud800"', '"\\udc00\\ud800"']) {
      const body = JSON.stringify(name).replace('"Päivi"', more);
      await refused(endpoint, { body }, 400, '');
    }
  });

  test.each(strict)('%s: 60,000 fields that nobody knows, and 150', async (_name, endpoint) => {
    await refused(endpoint, { body: { ...endpoint.body, ...unheardFields(60_000) } }, 413, '');
    const { errors } = await refused(endpoint, { body: { ...endpoint.body, ...unheardFields(150) } }, 422);
    expect(errors).toHaveLength(100);
  });

  test.each(strict.filter(([, { body }]) => listsIn(body).length > 0))(
    '%s: a list in a list, and a list without end',
    async (_name, endpoint) => {
      for (const list of listsIn(endpoint.body)) {
        await refused(endpoint, { body: { ...endpoint.body, [list]: [[]] } }, 422, `/${list}/0`);
        await refused(endpoint, { body: { ...endpoint.body, [list]: emptyItems(9_999) } }, 422, `/${list}`);
        const body = `{"${list}":[${'{},'.repeat(349_000)}{}]}`;
        await refused(endpoint, { body }, 413);
      }
    },
  );

  test.each(named)(
    '%s: an access token that is missing, foreign, expired, unsigned or of another role',
    async (_name, endpoint) => {
      const { role, other, body } = endpoint;
      const mint = (minutes: number, dir = secrets) => devTools.mintToken(dir, { role, sub: 'x', minutes });
      const [header, claims, signature] = mint(60).split('.') as [string, string, string];
      const none = Buffer.from('{"alg":"none"}').toString('base64url');
      const more = Buffer.from(claims, 'base64url')
        .toString()
        .replace(/"role":"[a-z]+"/, '"role":"ops"');
      const tokens = [
        '',
        'Bearer ',
        `Basic ${Buffer.from('a:b').toString('base64')}`,
        `Bearer ${mint(60, foreign)}`,
        `Bearer ${mint(-5)}`,
        `Bearer ${none}.${claims}.`,
        `Bearer ${header}.${Buffer.from(more).toString('base64url')}.${signature}`,
      ];
      for (const authorization of tokens) await refused(endpoint, { body, headers: { authorization } }, 401);
      await refused({ ...endpoint, role: other }, { body }, 403);
    },
  );

  test.each(named.filter(([, { once }]) => once))(
    '%s: an Idempotency-Key that is missing, too short, too long or not printable',
    async (_name, endpoint) => {
      for (const key of ['', 'short', 'x'.repeat(129), 'with blanks in it', 'ääkkösiä-tässä'.normalize()]) {
        const headers = { 'idempotency-key': key };
        await refused(endpoint, { body: endpoint.body, headers }, 422, 'Idempotency-Key');
      }
    },
  );

  test.each<[string, Endpoint, Body, number, string | undefined]>([
    ['a consent of somebody unknown', at('/v1/consents'), {}, 422, '/party/id'],
    ['a purpose nobody declared', at('/v1/consents'), { purpose: 'world-domination' }, 422, '/purpose'],
    [
      'a party of a source that is none',
      at('/v1/requests'),
      { party: { source: 'elsewhere', id: 'customer/1' } },
      422,
      '/party/source',
    ],
    [
      'an id that would be a path',
      at('/v1/requests'),
      { party: { source: 'web-store', id: '../../x' } },
      422,
      '/party/id',
    ],
    ['clocks of somebody unknown', at('/v1/clocks'), {}, 404, undefined],
    ['a prohibition nobody made', at('/v1/prohibitions/s.unheard-of/lift'), {}, 404, undefined],
    ['a prohibition of nobody', at('/v1/prohibitions'), { party: undefined }, 422, '/party'],
    [
      'an address that is none',
      at('/v1/prohibitions'),
      { address: { kind: 'email', value: 'no address' } },
      422,
      '/address/value',
    ],
    [
      'a channel nobody knows',
      at('/v1/prohibitions'),
      { scope: { kind: 'channel', value: 'pigeon' } },
      422,
      '/scope/value',
    ],
    [
      'a prohibition from tomorrow',
      at('/v1/prohibitions'),
      { since: '2026-07-02T09:00:00+03:00' },
      422,
      '/since',
    ],
    [
      'a request from tomorrow',
      at('/v1/requests'),
      { receivedAt: '2026-07-02T09:00:00+03:00' },
      422,
      '/receivedAt',
    ],
    [
      'a day that does not exist',
      at('/v1/withdrawals'),
      { withdrawnAt: '2026-02-30T09:00:00+03:00' },
      422,
      '/withdrawnAt',
    ],
    ['a policy that is none', at('/v1/policies'), {}, 422, '/files'],
    [
      'a policy that no event could tell',
      at('/v1/policies'),
      { files: Array.from({ length: 4 }, () => ({ name: 'policy.yaml', text: 'x'.repeat(250_000) })) },
      422,
      '/files',
    ],
    ['a policy to simulate that is none', at('/v1/simulations'), {}, 422, '/policy'],
    ['a sweep of the future', at('/v1/sweeps'), { through: '2026-07-02', dryRun: false }, 422, '/through'],
    ['a version from the future', at('/v1/events'), { type: 'order.placed.v9' }, 422, '/type'],
    ['another’s name', at('/v1/events'), { source: '/consent' }, 403, '/source'],
    [
      'an event with a field in its data that nobody knows',
      at('/v1/events'),
      { data: { ...anOrderPlaced().data, colour: 'red' } },
      422,
      '/data/colour',
    ],
    ['null for what may be left out', at('/v1/prohibitions'), { address: null }, 422, '/address'],
    ['an event of no store', at('/v1/events'), { type: 'consent.granted.v1' }, 422, '/type'],
  ])('%s', async (_name, endpoint, change, status, field) => {
    await refused(endpoint, { body: { ...endpoint.body, ...change } }, status, field);
  });

  test('a batch with one event that is wrong is not taken at all', async () => {
    const endpoint = at('/v1/events');
    const body = [
      anOrderPlaced(),
      anOrderPlaced({ country: 'Finland' }),
      anOrderPlaced({ order: undefined as never }),
    ];
    const { errors } = await refused(endpoint, { body }, 422, '/1/data/country');
    expect(errors?.map(({ field }) => field)).toEqual(['/1/data/country', '/2/data/order']);
    const { placedAt: _placedAt, country: _country, ...data } = anOrderPlaced().data;
    const wrong = {
      ...anOrderPlaced(),
      time: '2026-06-30',
      data: { ...data, placedAt: '2026-06-30T10:00:00', countri: 'FI' },
    };
    const all = await refused(endpoint, { body: [wrong, { ...wrong, type: 'order.eaten.v1' }] }, 422);
    expect(all.errors?.map(({ field }) => field)).toEqual([
      '/0/time',
      '/0/data/placedAt',
      '/0/data/country',
      '/0/data/countri',
      '/1/time',
      '/1/type',
    ]);
    const { source } = anOrderPlaced();
    const replies = {
      ...anOrderPlaced(),
      type: 'participant.replied.v1',
      data: { items: emptyItems(9_999) },
    };
    const notAStores = await refused(endpoint, { body: { ...replies, time: '2026-06-30' } }, 422);
    expect(notAStores.errors?.map(({ field }) => field)).toEqual(['/type', '/time']);
    const many = await refused(endpoint, { body: emptyItems(1000).map(() => ({ source })) }, 422);
    expect(many.errors).toHaveLength(100);
    const toPad = Array.from({ length: 1001 }, (_, index) => ({ ...anOrderPlaced(), id: `p-${index}` }));
    await refused(endpoint, { body: toPad }, 422, '');
  });

  test('the same key with another body is a conflict, with the same body the same answer', async () => {
    const endpoint = at('/v1/prohibitions');
    const key = 'one-key-for-two-acts';
    const post = (body: Body) => call(endpoint, { body, key });
    const first = await post(endpoint.body);
    const again = await post({
      method: 'phone',
      scope: { kind: 'all-marketing' },
      party: endpoint.body['party'],
    });
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
    await refused(endpoint, { body: { ...endpoint.body, method: 'email' }, key }, 422, 'Idempotency-Key');
  });

  test('unsubscribe links that are none, and parked messages nobody has, are not found', async () => {
    for (const token of ['x', 'a.b.c', '%00', '..%2f..%2f', 'x'.repeat(600), '$where']) {
      const { status } = await world.call('marketing-suppression', 'POST', `/v1/unsubscribe/${token}`);
      expect([400, 404, 414]).toContain(status);
    }
    for (const service of SERVICES) {
      const ops = (path: string, body: unknown, role: Role = 'ops') =>
        world.call(service, 'POST', `/v1/ops/parked/${path}`, { role, body });
      expect((await ops(`${'0'.repeat(40)}/replay`, {})).status).toBe(404);
      expect((await ops(`${'0'.repeat(40)}/discard`, { reason: { $gt: '' } })).status).toBe(422);
      expect((await ops('no-id/replay', {})).status).toBe(422);
      expect((await ops(`${'0'.repeat(40)}/replay`, {}, 'desk')).status).toBe(403);
    }
  });
});

const call = ({ service, path, role }: Endpoint, more: Call): Promise<Reply<Problem>> =>
  world.call<Problem>(service, 'POST', path, { role, ...more });

/** Refused as problem details, with this field; no fact more than before; the service lives. */
async function refused(endpoint: Endpoint, more: Call, status?: number, field?: string): Promise<Problem> {
  const before = await factsWritten();
  const sent =
    more.body === '' ? { ...more, headers: { 'content-type': 'application/json', ...more.headers } } : more;
  const answer = await call(endpoint, sent);
  const shown = JSON.stringify([sent.body, answer.body]).slice(0, 400);
  if (status !== undefined) expect([answer.status, shown]).toEqual([status, shown]);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body).toMatchObject({
    type: expect.stringMatching(/^urn:seloste:problem:/),
    status: answer.status,
  });
  if (field !== undefined) expect(answer.body.errors?.[0]?.field).toBe(field);
  expect(JSON.stringify(answer.body)).not.toMatch(/virtanen|sleep\(|Mongo|node_modules/i);
  expect(await factsWritten()).toBe(before);
  return answer.body;
}

let databases: mongoose.Connection | undefined;
afterAll(() => databases?.close());

async function factsWritten(): Promise<number> {
  databases ??= await mongoose.createConnection(world.servers.mongoUri('admin')).asPromise();
  const client = databases.getClient();
  const counts = SERVICES.map((service) =>
    client
      .db(`${world.vhost}_${service.replaceAll('-', '_')}`)
      .collection('facts')
      .countDocuments(),
  );
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** By the end of its path. */
function at(path: string): Endpoint {
  return ENDPOINTS.find((endpoint) => endpoint.path.endsWith(path.replace('/v1', '')))!;
}
