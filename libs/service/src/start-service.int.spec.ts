import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPair, SignJWT } from 'jose';
import { readJournal } from '#messaging';
import { JournalSeal } from '#storage';
import { eventually } from '#testing';
import { AUDIENCE, ISSUER, surroundings, type Surroundings } from '../test/tiny-service.js';
import { forgetfulService, strangeService, tinyService, unboundedService } from '../test/tiny.module.js';
import { startService, type RunningService } from './index.js';

let around: Surroundings;
let service: RunningService;

beforeAll(async () => {
  around = await surroundings();
  // Not the first instance of all, which tells the journal of every record there is.
  const earlier = { _id: 'audit/earlier' as never, overAt: new Date() };
  await around.database.connection.db!.collection('leases').insertOne(earlier);
  service = await startService(tinyService, around.environment);
}, 30_000);

afterAll(async () => {
  await service.stop();
  await around.remove();
});

const note = { party: { source: 'web-store', id: 'customer/12748' }, text: 'called by phone' };
let keys = 0;

async function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  keys += 1;
  return fetch(`${service.url}/v1/notes`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await around.token()}`,
      'idempotency-key': `key-${keys}-of-this-test`,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const factsWritten = (): Promise<number> =>
  around.database.connection.db!.collection('facts').countDocuments();

describe('A request is taken once and answered from its fact', () => {
  it('answers 201, then 200 with the same answer, then refuses another body under the same key', async () => {
    const once = { 'idempotency-key': 'the-same-key-0001' };
    const first = await post(note, once);
    expect(first.status).toBe(201);
    const answer = await first.json();
    expect(answer).toEqual({ id: expect.stringMatching(/^[\w-]{43}$/), on: '2026-07-01' });
    const again = await post({ text: note.text, party: note.party }, once);
    expect([again.status, await again.json()]).toEqual([200, answer]);
    const other = await post({ ...note, text: 'written by letter' }, once);
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ type: 'urn:seloste:problem:idempotency-key-reused' });
    expect(await factsWritten()).toBe(1);
  });

  it('keeps the same key of two people apart', async () => {
    const key = { 'idempotency-key': 'a-key-two-people-use' };
    const one = await post(note, key);
    const other = await post(note, {
      ...key,
      authorization: `Bearer ${await around.token({ sub: 'desk-8' })}`,
    });
    expect([one.status, other.status]).toEqual([201, 201]);
  });
});

const audit = () => around.database.connection.db!.collection('audit');

it('Who did what is on record with it, and in the trail also where the service died between the two', async () => {
  const request = (await post(note)).headers.get('x-request-id');
  const record = await eventually(() => audit().findOne({ request }));
  expect(record).toMatchObject({ who: 'desk-7', role: 'desk', status: 201, outcome: 'done' });
  const left = { ...record, _id: `${String(record._id)}-left`, request: 'left' };
  const facts = around.database.connection.db!.collection<{ _id: string }>('facts');
  const takenAt = new Date(Date.now() - 10_000);
  const fact = {
    type: 'note',
    on: '2026-07-01',
    at: '2026-07-01T06:00:00Z',
    takenAt,
    owed: true,
    owes: [],
    audit: left,
  };
  await facts.insertOne({ _id: 'left', ...fact });
  await eventually(() => audit().findOne({ request: 'left' }));
  await eventually(() => facts.findOne({ _id: 'left', owed: null, audit: null }));
  expect(await facts.countDocuments({ audit: { $exists: true } })).toBe(0);
});

it('Who asked for what is in the journal soon after, as it is on record', async () => {
  const request = (await post(note)).headers.get('x-request-id');
  const record = await eventually(() => audit().findOne({ request }));
  const seal = await JournalSeal.load('consent', around.environment['JOURNAL_KEY_FILE'] ?? '');
  const journaled = await eventually(async () => {
    for await (const { content } of readJournal(around.vhost.amqpUrl, 'consent', new Date()))
      for (const entry of seal.open(content))
        for (const one of 'documents' in entry ? entry.documents : [])
          if ('request' in one && one.request === request) return { entry, one };
    return undefined;
  });
  expect(journaled).toMatchObject({ entry: { kind: 'put', collection: 'audit' } });
  expect(record).toEqual({ ...journaled.one, salt: expect.anything() });
});

describe('A bad request gets problem details with the field, and nothing is written', () => {
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
  const big = JSON.stringify({ ...note, text: 'x'.repeat(5 * 1024 * 1024) });
  it.each<[string, unknown, number, string | undefined, Record<string, string>?]>([
    ['malformed JSON', '{"party": ', 400, ''],
    ['no body', '', 400, ''],
    ['an array', [note], 422, ''],
    ['null', 'null', 422, ''],
    ['a string', '"hello"', 422, ''],
    ['a missing field', { party: note.party }, 422, '/text'],
    ['a missing object', { text: 'x' }, 422, '/party'],
    ['a wrong type', { ...note, text: 7 }, 422, '/text'],
    [
      'an operator instead of a value',
      { ...note, party: { source: 'web-store', id: { $gt: '' } } },
      422,
      '/party/id',
    ],
    ['an operator as a field', { ...note, $where: '1' }, 422, '/$where'],
    ['an operator within', { ...note, party: { ...note.party, $ne: 1 } }, 422, '/party/$ne'],
    ['an array for an object', { ...note, party: [] }, 422, '/party'],
    ['a scalar for an object', { ...note, party: 'customer/1' }, 422, '/party'],
    ['a wrong item', { ...note, scopes: [{ kind: 'all' }, { kind: 'none' }] }, 422, '/scopes/1/kind'],
    ['a wrong word in a list', { ...note, words: ['a', { $gt: 1 }] }, 422, '/words/1'],
    ['a list in a list', { ...note, scopes: [[]] }, 422, '/scopes/0'],
    ['an unknown field', { ...note, 'a.b': 1 }, 422, '/a.b'],
    ['an unknown field that looks like an address', { ...note, 'maija@example.fi': 1 }, 422, ''],
    ['a prototype', JSON.stringify(note).replace('{', '{"__proto__":{"role":"ops"},'), 422, '/__proto__'],
    [
      'a nested prototype',
      JSON.stringify(note).replace('"party":{', '"party":{"__proto__":{"id":"customer/1"},'),
      422,
      '/party/__proto__',
    ],
    ['a constructor', { ...note, party: { ...note.party, constructor: 1 } }, 422, '/party/constructor'],
    ['endless nesting', `{"party": ${deep}, "text": "x"}`, 400, ''],
    ['a date that does not exist', { ...note, at: '2026-02-30T10:00:00Z' }, 422, '/at'],
    ['a moment still to come', { ...note, at: '2026-07-02T10:00:00Z' }, 422, '/at'],
    ['5 MB', big, 413, undefined],
    ['another media type', note, 415, undefined, { 'content-type': 'text/xml' }],
    ['a form', note, 415, undefined, { 'content-type': 'application/x-www-form-urlencoded' }],
    ['no idempotency key', note, 422, 'Idempotency-Key', { 'idempotency-key': '' }],
    ['a short idempotency key', note, 422, 'Idempotency-Key', { 'idempotency-key': 'short' }],
  ])('%s', async (...[, body, status, field, headers]) => {
    const before = await factsWritten();
    const answer = await post(body, headers);
    const text = await answer.text();
    expect([answer.status, text]).toEqual([status, expect.any(String)]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const problem = JSON.parse(text) as { type: string; status: number; errors?: { field: string }[] };
    expect(problem).toMatchObject({ type: expect.stringMatching(/^urn:seloste:problem:[a-z-]+$/), status });
    expect(problem.errors?.map((error) => error.field)).toEqual(field === undefined ? undefined : [field]);
    expect(text).not.toMatch(/customer\/12748|called by phone|2026-02-30/);
    expect(await factsWritten()).toBe(before);
  });

  it('tells a hundred wrong fields, and no more', async () => {
    const more = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`f${index}`, 1]));
    const { errors } = (await (await post({ ...note, ...more })).json()) as { errors: { field: string }[] };
    expect(errors).toHaveLength(100);
  });

  it('tells every wrong field of a request at once', async () => {
    const answer = await post({ party: { source: 'Web Store', id: 'x' }, text: 1 });
    const { errors } = (await answer.json()) as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field).sort()).toEqual(['/party/id', '/party/source', '/text']);
  });

  it.each([
    ['an unknown address', 'GET', '/v1/nothing', 404],
    ['an unknown method', 'DELETE', '/v1/notes', 405],
    ['an unknown method of an address with a parameter', 'PUT', '/v1/ops/parked/1', 405],
    ['an unknown method of no address', 'DELETE', '/v1/nothing', 404],
    ['an address that cannot be decoded', 'GET', '/v1/%zz', 400],
    ['an address that is too long', 'GET', `/v1/${'x'.repeat(20_000)}`, 431],
  ])('%s', async (_name, method, path, status) => {
    const answer = await fetch(service.url + path, { method });
    expect(answer.status).toBe(status);
    if (status !== 431) expect(answer.headers.get('content-type')).toMatch(/problem\+json/);
    expect(answer.headers.has('allow')).toBe(status === 405);
  });

  it('names the methods that an address has', async () => {
    const { headers } = await fetch(`${service.url}/v1/notes/?x=1`, { method: 'PATCH' });
    expect(headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it('names a query parameter', async () => {
    const answer = await get('/v1/notes?limit=many');
    expect([answer.status, await answer.json()]).toMatchObject([422, { errors: [{ field: '?limit' }] }]);
  });

  it('tells nothing of an error that nobody foresaw', async () => {
    const answer = await get('/v1/odd/boom');
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toMatch(/Anna|example|stack|Error/);
  });
});

describe('Only who may use a route can use it', () => {
  const base = { iss: ISSUER, aud: AUDIENCE, sub: 'desk-7', role: 'desk' };
  const past = Math.floor(Date.now() / 1000) - 3600;
  const claims = Buffer.from(JSON.stringify({ ...base, exp: past + 7200 })).toString('base64url');

  it.each<[string, () => string | Promise<string>, number]>([
    ['no token', () => '', 401],
    ['no bearer token', () => 'Basic ZGVzazpkZXNr', 401],
    ['nonsense', () => 'Bearer a.b.c', 401],
    ['an expired token', async () => bearer(await around.token({ exp: past })), 401],
    ['a token without an end', async () => bearer(await around.token({ exp: undefined })), 401],
    ['a token not valid yet', async () => bearer(await around.token({ nbf: past + 7200 })), 401],
    ['another audience', async () => bearer(await around.token({ aud: 'another' })), 401],
    ['another issuer', async () => bearer(await around.token({ iss: 'urn:evil' })), 401],
    ['nobody', async () => bearer(await around.token({ sub: undefined })), 401],
    ['a number for somebody', async () => bearer(await around.token({ sub: 5 as never })), 401],
    ['a list for somebody', async () => bearer(await around.token({ sub: ['desk-7'] as never })), 401],
    ['no algorithm', () => `Bearer ${encode({ alg: 'none' })}.${claims}.`, 401],
    ['HS256 with the public key as its secret', () => bearer(confused()), 401],
    ['an algorithm that is not pinned', async () => bearer(await around.tokenOfAnotherAlgorithm()), 401],
    ['the signature of another key', async () => bearer(await forged()), 401],
    ['another role', async () => bearer(await around.token({ role: 'store' })), 403],
    ['an unknown role', async () => bearer(await around.token({ role: 'admin' })), 403],
    ['a list of roles', async () => bearer(await around.token({ role: ['desk'] })), 403],
    ['a logout token', async () => bearer(await around.token({}, { typ: 'logout+jwt' })), 401],
    ['a proof of possession', async () => bearer(await around.token({}, { typ: 'dpop+jwt' })), 401],
    ['an ID token by its type', async () => bearer(await around.token({}, { typ: 'id_token+jwt' })), 401],
    ['an access token by its type', async () => bearer(await around.token({}, { typ: 'at+jwt' })), 200],
    ['a JWT by its type', async () => bearer(await around.token({}, { typ: 'JWT' })), 200],
    ['the right role', async () => bearer(await around.token()), 200],
  ])('%s', async (_name, authorization, status) => {
    const answer = await fetch(`${service.url}/v1/notes`, {
      headers: { authorization: await authorization() },
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.has('www-authenticate')).toBe(status === 401);
    if (status !== 200) expect(answer.headers.get('content-type')).toMatch(/problem\+json/);
  });

  function confused(): string {
    const { x, y } = around.publicJwk;
    const head = encode({ alg: 'HS256', kid: 'k1' });
    return `${head}.${claims}.${createHmac('sha256', `${x}${y}`).update(`${head}.${claims}`).digest('base64url')}`;
  }
  async function forged(): Promise<string> {
    const { privateKey } = await generateKeyPair('ES256');
    return new SignJWT({ ...base, exp: past + 7200 })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .sign(privateKey);
  }

  it('says who asks', async () => {
    const answer = await get('/v1/notes?limit=3', {
      authorization: bearer(await around.token({ source: 'web-store' })),
    });
    expect(await answer.json()).toMatchObject({
      limit: 3,
      who: { role: 'desk', subject: 'desk-7', source: 'web-store' },
    });
  });

  it('refuses to start where a route names nobody', async () => {
    const start = startService(forgetfulService, around.environment);
    await expect(start).rejects.toThrow('ForgottenController.door');
  });

  it('refuses to start where a route lets in a role that the service does not name', async () => {
    const start = startService(strangeService, around.environment);
    await expect(start).rejects.toThrow('does not serve: OthersController.list');
  });

  it('refuses to start where a route lets in stores and does not say where it names their source', async () => {
    const start = startService(unboundedService, around.environment);
    await expect(start).rejects.toThrow('whose customers are meant: UnboundedController.take');
  });
});

describe('A service says how it is', () => {
  it('is alive and ready, with every dependency up', async () => {
    expect((await get('/health/live')).status).toBe(200);
    const report = await eventually(async () => {
      const answer = await get('/health/ready');
      const body = (await answer.json()) as { status: string };
      return answer.status === 200 && body.status === 'ready' ? body : undefined;
    });
    expect(report).toMatchObject({
      dependencies: { mongodb: 'up', keys: 'up', broker: 'up', consumers: 'up' },
    });
  });

  it('measures requests by route, never by address', async () => {
    await get('/v1/notes/secret-token-in-the-path');
    const text = await (await get('/metrics')).text();
    expect(text).toMatch(
      /http_request_duration_seconds_count\{route="\/v1\/notes",method="POST",status="201"\} \d+/,
    );
    expect(text).not.toContain('secret-token');
  });

  it('describes in OpenAPI what it checks', async () => {
    const { paths, components } = (await (await get('/v1/openapi.json')).json()) as {
      paths: Record<string, Record<string, Record<string, unknown>>>;
      components: { schemas: Record<string, unknown> };
    };
    expect(paths['/v1/notes']?.['post']).toMatchObject({
      'x-roles': ['desk', 'officer'],
      security: [{ bearer: [] }],
      parameters: [expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: true })],
      requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/TakeNote' } } } },
      responses: {
        201: { content: { 'application/json': { schema: { $ref: '#/components/schemas/NoteTaken' } } } },
        default: { content: { 'application/problem+json': {} } },
      },
    });
    expect(paths['/v1/odd/boom']?.['get']).not.toHaveProperty('security');
    expect(components.schemas['TakeNote']).toEqual({
      type: 'object',
      properties: {
        party: { $ref: '#/components/schemas/PartyId' },
        text: { type: 'string', maxLength: 40 },
        scopes: { type: 'array', maxItems: 3, items: { $ref: '#/components/schemas/Scope' } },
        words: { type: 'array', items: { type: 'string' } },
        at: { type: 'string', pattern: expect.any(String) },
      },
      required: ['party', 'text'],
    });
  });

  it('passes the trace on', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answer = await get('/v1/notes', { authorization: `Bearer ${await around.token()}`, traceparent });
    // A client does not choose what stands in the audit trail for years.
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(answer.headers.get('x-request-id')?.replaceAll('-', '')).not.toBe(traceparent.slice(3, 35));
    expect(await answer.json()).toMatchObject({ traceparent });
  });

  it.each([
    'application/cloudevents+json',
    'application/cloudevents-batch+json',
    'application/json; charset=utf-8',
  ])('reads %s', async (type) => {
    expect((await post(note, { 'content-type': type })).status).toBe(201);
  });
});

async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const authorization = `Bearer ${await around.token()}`;
  return fetch(service.url + path, { headers: { authorization, ...headers } });
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const bearer = (token: string): string => `Bearer ${token}`;
