import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JWTPayload } from 'jose';
import type { ServiceName } from '../apps/services.js';
import { readKeyFile } from '#storage';
import { LinkTokens } from '../apps/marketing-suppression/src/link-token.js';
import { fixedHashKeys } from '#testing';
import { accessTable, ROLES, routesIn, type Role } from './harness/access-table.js';
import { fourServices, type FourServices } from './harness/four-services.js';

let four: FourServices;
const tokens = new Map<string, string>();
let link: string;

const grant = {
  address: { kind: 'email', kid: 'h1', hash: 'x'.repeat(32) },
  scope: { kind: 'all-marketing' },
} as const;

beforeAll(async () => {
  four = await fourServices();
  const { around } = four;
  const links = await readKeyFile(around.environment['LINK_KEYS_FILE'] ?? '');
  link = new LinkTokens(links).issue(grant);
  for (const role of ROLES)
    tokens.set(role, await around.token({ role, sub: `${role}-1`, ...sourceOf(role) }));
  const past = Math.floor(Date.now() / 1000) - 3600;
  // Each would open the door, were it not for the one thing that is wrong with it.
  for (const role of ROLES) {
    const valid = { role, sub: `${role}-1`, ...sourceOf(role) };
    const wrong: Record<string, JWTPayload> = {
      expired: { exp: past },
      'of another issuer': { iss: 'urn:evil' },
      'for another audience': { aud: 'another' },
    };
    for (const [name, claims] of Object.entries(wrong))
      tokens.set(`${role}, ${name}`, await around.token({ ...valid, ...claims }));
    tokens.set(`${role}, unsigned`, unsigned(valid));
    tokens.set(`${role}, HS256 with the public key`, signedWithThePublicKey(valid));
  }
  tokens.set('a link', link.replace('.', '.x.'));
  tokens.set('a link as it is', link);
  tokens.set('nobody', '');
}, 60_000);
afterAll(() => four.stop());

const sourceOf = (role: Role): JWTPayload => (role === 'store' ? { source: 'web-store' } : {});
const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const body = (claims: JWTPayload): string =>
  encode({
    iss: 'urn:test:issuer',
    aud: 'seloste-test',
    exp: Math.floor(Date.now() / 1000) + 300,
    ...claims,
  });
const unsigned = (claims: JWTPayload): string => `${encode({ alg: 'none' })}.${body(claims)}.`;
function signedWithThePublicKey(claims: JWTPayload): string {
  const head = `${encode({ alg: 'HS256', kid: 'k1' })}.${body(claims)}`;
  const key = JSON.stringify(four.around.publicJwk);
  return `${head}.${createHmac('sha256', key).update(head).digest('base64url')}`;
}

const services = Object.keys(accessTable) as ServiceName[];
const doors = services.flatMap((service) =>
  Object.entries(accessTable[service]).map(([route, allowed]) => ({ service, route, allowed })),
);

const urlOf = (service: ServiceName): string => four.member(service).service.url;

interface Knocked {
  readonly status: number;
  readonly request: string;
  readonly headers: Headers;
}

async function knock(
  service: ServiceName,
  route: string,
  token: string,
  sent: object = {},
): Promise<Knocked> {
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern.replaceAll(/:\w+/g, 'nobodys');
  const answer = await fetch(urlOf(service) + path, {
    method,
    headers: {
      ...(token !== '' && { authorization: `Bearer ${token}` }),
      ...(method === 'POST' && {
        'content-type': 'application/json',
        'idempotency-key': 'a-key-of-the-table',
      }),
    },
    ...(method === 'POST' && { body: JSON.stringify(sent) }),
  });
  await answer.arrayBuffer();
  return {
    status: answer.status,
    request: answer.headers.get('x-request-id') ?? '',
    headers: answer.headers,
  };
}

/** A service that is busy says so to anybody who asks whether it is ready: that is an answer too. */
const verdict = (status: number, route: string): string =>
  ({ 401: 'not authenticated', 403: 'not allowed' })[status] ??
  (status >= 500 && !(status === 503 && route === 'GET /health/ready') ? `${status}` : 'in');

/** A record is in the trail, or still in the fact it was written with. */
async function recordOf(service: ServiceName, request: string): Promise<unknown> {
  const database = four.member(service).database.connection.db!;
  const fact = await database.collection('facts').findOne({ 'audit.request': request });
  return fact?.['audit'] ?? database.collection('audit').findOne({ request });
}

const party = { source: 'web-store', id: 'customer/12748' };
const reference = fixedHashKeys().partyRef(party.source, party.id);
const ask = async (role: Role, service: ServiceName, path: string, sent?: object): Promise<Response> =>
  fetch(urlOf(service) + path, {
    headers: {
      authorization: `Bearer ${tokens.get(role)}`,
      'content-type': 'application/json',
      'idempotency-key': `key-${path}`,
    },
    ...(sent && { method: 'POST', body: JSON.stringify(sent) }),
  });
const on = async (service: ServiceName, answer: Response): Promise<unknown> =>
  recordOf(service, answer.headers.get('x-request-id') ?? '');

const click = (token: string): Promise<Response> =>
  fetch(`${urlOf('marketing-suppression')}/v1/unsubscribe/${token}`);

async function ofAnotherPurpose(): Promise<string> {
  const keys = await readKeyFile(four.around.environment['LINK_KEYS_FILE'] ?? '');
  return new LinkTokens(keys, 'seloste/package/v1').issue(grant);
}

describe('Every door of every service', () => {
  it.each(services)('%s has no door that the table does not know, and all that it knows', (service) => {
    const fastify = four.member(service).service.app.getHttpAdapter().getInstance();
    expect(routesIn(fastify.printRoutes({ commonPrefix: false }))).toEqual(
      Object.keys(accessTable[service]).toSorted(),
    );
  });

  it.each(doors)(
    '$service $route is open to $allowed, and to nobody else',
    async ({ service, route, allowed }) => {
      const answers = await Promise.all([...tokens.values()].map((token) => knock(service, route, token)));
      const found = Object.fromEntries(
        [...tokens.keys()].map((who, index) => [who, verdict(answers[index]!.status, route)]),
      );
      const expected = [...tokens.keys()].map((who) => {
        if (allowed === 'anyone') return [who, 'in'];
        if (!ROLES.some((role) => role === who)) return [who, 'not authenticated'];
        return [who, allowed.some((role) => role === who) ? 'in' : 'not allowed'];
      });
      expect(found).toEqual(Object.fromEntries(expected));
    },
  );

  it.each(doors)(
    '$service $route tells caches and browsers to keep nothing and trust nothing',
    async ({ service, route }) => {
      const { headers } = await knock(service, route, tokens.get('officer') ?? '');
      expect(headers.get('cache-control')).toBe(route === 'GET /notice' ? 'public, max-age=300' : 'no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/^default-src 'none'; frame-ancestors 'none'; base-uri 'none'/);
      expect(policy).not.toMatch(/unsafe|script-src/);
    },
  );
});

describe('What desk, officer and ops do is on record before they hear the answer', () => {
  const closed = doors.filter(({ allowed }) => allowed !== 'anyone');

  it.each(closed)('$service $route, allowed or refused', async ({ service, route }) => {
    const [method, pattern] = route.split(' ');
    for (const role of ['desk', 'officer', 'ops']) {
      const { status, request } = await knock(service, route, tokens.get(role) ?? '');
      expect(await recordOf(service, request)).toMatchObject({
        who: `${role}-1`,
        role,
        method,
        route: pattern,
        status,
        outcome: status < 400 ? 'done' : 'refused',
        until: expect.any(Date),
      });
    }
    for (const role of ['store', 'marketing']) {
      const { request } = await knock(service, route, tokens.get(role) ?? '');
      expect(await recordOf(service, request)).toBeNull();
    }
  });

  it('with whom it was about, by reference, and nothing of the person', async () => {
    const question = { party, purpose: 'invoicing', category: 'contact' };
    const decided = await ask('desk', 'consent', '/v1/decisions', question);
    expect(await on('consent', decided)).toMatchObject({ status: 200, parties: [reference] });
    const opened = await ask('desk', 'subject-requests', '/v1/requests', {
      kind: 'access',
      party,
      identity: { method: 'known-to-desk' },
    });
    const { request } = (await opened.json()) as { request: string };
    expect(await on('subject-requests', opened)).toMatchObject({ status: 201, parties: [reference] });
    const shown = await ask('officer', 'subject-requests', `/v1/requests/${request}`);
    expect(await on('subject-requests', shown)).toMatchObject({ of: { request }, parties: [reference] });
    const all = await four.members
      .get('subject-requests')!
      .database.connection.db!.collection('audit')
      .find()
      .toArray();
    expect(JSON.stringify(all)).not.toMatch(/(?<!\w)12748(?!\w)|customer/);
  });

  it('and read by the officer alone, page by page, of one party or one person', async () => {
    type Page = { records: { who: string; parties?: string[]; _id: string }[]; next?: string };
    const find = async (sent: object): Promise<Page> =>
      (await (await ask('officer', 'subject-requests', '/v1/audit/find', sent)).json()) as Page;
    const ofParty = await find({ party });
    expect(ofParty.records.map(({ who }) => who)).toEqual(['officer-1', 'desk-1']);
    const first = await find({ who: 'desk-1', limit: 2 });
    expect(first.records).toHaveLength(2);
    const second = await find({ who: 'desk-1', limit: 2, after: first.next });
    expect(second.records[0]!._id < first.records[1]!._id).toBe(true);
    expect((await find({ who: 'desk-1', until: '2026-01-01T00:00:00Z' })).records).toEqual([]);
    expect((await find({ from: '2026-01-01T00:00:00Z', limit: 1 })).records).toHaveLength(1);
  });
});

describe('A link opens one door', () => {
  it('its own, and for ever: no time is written in it', async () => {
    expect((await click(link)).status).toBe(200);
  });

  it.each<[string, () => Promise<string>]>([
    ['a link for another purpose, by the same keys', async () => ofAnotherPurpose()],
    ['an access token', async () => tokens.get('officer') ?? ''],
    ['a link with another beginning', async () => link.replace('l1.', 'l2.')],
    ['half a link', async () => link.slice(0, -8)],
  ])('and not for %s', async (_name, token) => {
    expect((await click(await token())).status).toBe(404);
  });
});
