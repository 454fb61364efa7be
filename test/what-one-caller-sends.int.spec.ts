import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCustomerRegistered, anInvoiceIssued, anOrderPlaced } from '#testing';
import type { ServiceName } from '../apps/services.js';
import { fourServices, type FourServices } from './harness/four-services.js';

let four: FourServices;
beforeAll(async () => {
  four = await fourServices({ STORES: 'web-store,my-shop' });
}, 60_000);
afterAll(() => four.stop());

interface Door {
  readonly service: ServiceName;
  readonly path: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

interface Sent {
  readonly body?: unknown;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** What the token says instead. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly query?: string;
}

/** By Node's own client, which sends what fetch would not: no length, a header twice, any method. */
async function statusOf(door: Door, sent: Sent): Promise<number> {
  const { body, method = 'POST', headers = {}, claims = door.claims, query = '' } = sent;
  const token = await four.around.token({ sub: 'somebody', ...claims });
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const url = `${four.member(door.service).service.url}${door.path}${query}`;
    const asked = request(url, { method, agent: false }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    const all = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...headers,
    };
    for (const [name, value] of Object.entries(all)) asked.setHeader(name, value);
    asked.on('error', reject);
    if (text !== undefined) asked.write(text);
    asked.end();
  });
}

const ofWebStore = { role: 'store', source: 'web-store' };
const decisions: Door = { service: 'consent', path: '/v1/decisions', claims: ofWebStore };
const batches: Door = { service: 'consent', path: '/v1/decisions/batch', claims: ofWebStore };
const events: Door = { service: 'retention', path: '/v1/events', claims: ofWebStore };
const due: Door = { service: 'retention', path: '/v1/due', claims: { role: 'officer' } };
const requests: Door = { service: 'subject-requests', path: '/v1/requests', claims: { role: 'desk' } };
const prohibitions: Door = {
  service: 'marketing-suppression',
  path: '/v1/prohibitions',
  claims: ofWebStore,
};
const checks: Door = {
  service: 'marketing-suppression',
  path: '/v1/send-checks',
  claims: { role: 'marketing' },
};

const id = 'customer/12748';
const party = { source: 'web-store', id };
const theirs = { source: 'my-shop', id };
const question = { party, purpose: 'invoicing', category: 'contact' };
const address = { kind: 'email', value: 'anna.virtanen@example.com' };
const check = { address, channel: 'email', purpose: 'direct-marketing' };
const order = anOrderPlaced();

const askedAbout = (other: unknown): Sent => ({ body: { ...question, party: other } });
const withMore = (more: object): object => ({ ...order, data: { ...order.data, ...more } });
const jsonOf = (value: unknown): string => JSON.stringify(value);
const from = (source: string): object => ({ ...order, source });
const placed = (placedAt: string): Sent => ({
  body: { ...order, id: randomUUID(), data: { ...order.data, placedAt } },
});
const received = (receivedAt: unknown): Sent => ({
  body: { kind: 'access', party, identity: { method: 'known-to-desk' }, receivedAt },
});
const items = (count: number, of: object = {}): object[] => Array.from({ length: count }, () => of);
const nested = JSON.stringify(theirs);

describe('A store reaches its own customers only, however it writes', () => {
  it.each<[string, Door, Sent, number]>([
    ['in capitals', decisions, askedAbout({ ...theirs, source: 'MY-SHOP' }), 403],
    ['its own in capitals', decisions, askedAbout({ ...party, source: 'Web-Store' }), 403],
    ['its own with a blank behind', decisions, askedAbout({ ...party, source: 'web-store ' }), 403],
    ['its own in full-width letters', decisions, askedAbout({ ...party, source: 'ｗeb-store' }), 403],
    ['a list of both', decisions, askedAbout({ ...party, source: ['web-store', 'my-shop'] }), 403],
    ['an operator', decisions, askedAbout({ ...party, source: { $ne: 'x' } }), 422],
    ['two parties', decisions, askedAbout([party, theirs]), 403],
    ['the source twice', decisions, { body: `{"party":{"source":"web-store",${nested.slice(1)}}` }, 403],
    ['the party twice', decisions, { body: `{"party":${JSON.stringify(party)},"party":${nested}}` }, 403],
    ['an escaped name', decisions, { body: `{"p\\u0061rty":${nested}}` }, 403],
    ['a prototype', decisions, { body: `{"__proto__":{"party":${nested}}}` }, 422],
    ['in the address of the request', decisions, { body: question, query: '?source=my-shop' }, 200],
    ['an id that climbs', decisions, askedAbout({ ...party, id: 'customer/../../my-shop/customer/1' }), 422],
    ['one of many', batches, { body: { questions: [question, { ...question, party: theirs }] } }, 403],
    ['one of many without', batches, { body: { questions: [question, { purpose: 'invoicing' }] } }, 422],
    ['an address, and a foreign party', prohibitions, { body: { address, party: theirs } }, 403],
    ['an address that is null', prohibitions, { body: { address: null } }, 422],
    ['an event without the slash', events, { body: from('web-store') }, 403],
    ['an event with two', events, { body: from('//web-store') }, 403],
    ['an event with one behind', events, { body: from('/web-store/') }, 403],
    ['an event of another host', events, { body: from('https://example.com/web-store') }, 403],
    ['one event of many, deeper', events, { body: [order, [from('/my-shop')]] }, 403],
  ])('%s', async (_how, door, sent, status) => {
    expect(await statusOf(door, sent)).toBe(status);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['a source in capitals', { source: 'WEB-STORE' }, 401],
    ['two sources', { source: ['web-store', 'my-shop'] }, 401],
    ['an event’s source', { source: '/web-store' }, 401],
    ['an empty source', { source: '' }, 401],
    ['a service of ours', { source: 'subject-requests' }, 403],
    ['the marketing service', { source: 'marketing-service' }, 403],
    ['two roles', { role: ['desk', 'store'] }, 403],
    ['a role in capitals', { role: 'DESK' }, 403],
    ['an empty subject', { sub: '' }, 401],
    ['two subjects', { sub: ['one', 'other'] }, 401],
    ['a subject of two lines', { sub: 'one\nother' }, 401],
    ['a long subject', { sub: 'a'.repeat(201) }, 401],
  ])('a token of %s', async (_what, more, status) => {
    const claims = { ...ofWebStore, ...more };
    const about = { source: more['source'] ?? 'web-store', id };
    expect(await statusOf(decisions, { ...askedAbout(about), claims })).toBe(status);
  });
});

describe('A request is read as it is, or refused', () => {
  it.each<[string, Door, Sent, number]>([
    ['pieces beyond the limit', events, { body: `{"items":[${'{},'.repeat(199_999)}{}]}` }, 413],
    ['more bytes than are taken, in pieces', events, { body: `"${'x'.repeat(1024 * 1024)}"` }, 413],
    ['a list beyond the limit', events, { body: items(10_001) }, 413],
    ['a batch beyond the limit', checks, { body: { checks: items(1001, check) } }, 422],
    ['a batch of nothing', checks, { body: { checks: [] } }, 422],
    ['a list in the list', checks, { body: { checks: [[check]] } }, 422],
    ['what looks like a list', checks, { body: { checks: { length: 1, 0: check } } }, 422],
    ['one and many', checks, { body: { ...check, checks: [check] } }, 422],
    ['a number of half a megabyte', checks, { body: `{"checks":${'9'.repeat(500_000)}}` }, 422],
    ['lists around an event', events, { body: [[order]] }, 422],
    ['lists around its data', events, { body: { ...order, data: [order.data] } }, 422],
    ['data in its data', events, { body: withMore({ data: {} }) }, 422],
    ['data of its own in its data', events, { body: withMore({ data: order.data }) }, 422],
    ['data that is null in its data', events, { body: withMore({ data: null }) }, 422],
    [
      'a prototype in its data',
      events,
      { body: jsonOf(order).replace('"data":{', '"data":{"__proto__":{},') },
      422,
    ],
    [
      'a list of lists in its data',
      events,
      { body: { ...order, data: { ...order.data, productGroups: [['x']] } } },
      422,
    ],
    ['a coding', decisions, { body: question, headers: { 'content-encoding': 'gzip' } }, 415],
    [
      'a coding that is none',
      decisions,
      { body: question, headers: { 'content-encoding': 'Identity' } },
      200,
    ],
    [
      'two charsets',
      decisions,
      { body: question, headers: { 'content-type': 'application/json; charset=utf-8; charset=latin1' } },
      415,
    ],
    [
      'two keys',
      prohibitions,
      { body: { party }, headers: { 'idempotency-key': ['key-number-1', 'key-number-2'] } },
      422,
    ],
    [
      'two tokens',
      decisions,
      { body: question, headers: { authorization: ['Bearer a.b.c', 'Bearer d.e.f'] } },
      401,
    ],
    ['HEAD', decisions, { method: 'HEAD' }, 405],
    ['OPTIONS', decisions, { method: 'OPTIONS' }, 405],
    ['PROPFIND', decisions, { method: 'PROPFIND' }, 405],
    ['a parameter twice', due, { method: 'GET', query: '?through=2026-07-01&through=2026-07-02' }, 422],
    ['a parameter as a list', due, { method: 'GET', query: '?through[]=2026-07-01' }, 422],
    ['a parameter with an operator', due, { method: 'GET', query: '?through[$gt]=' }, 422],
  ])('%s', async (_what, door, sent, status) => {
    expect(await statusOf(door, sent)).toBe(status);
  });

  it('a field that no event has is named with its place in the batch, whatever the type', async () => {
    const batch = [aCustomerRegistered(), anOrderPlaced(), anInvoiceIssued()].map((event) => ({
      ...event,
      data: { ...event.data, data: { more: 1 } },
    }));
    const answer = await fetch(`${four.member('retention').service.url}${events.path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await four.around.token({ sub: 'somebody', ...ofWebStore })}`,
        'content-type': 'application/json',
      },
      body: jsonOf(batch),
    });
    const reason = 'is not a field that is known';
    expect([answer.status, await answer.json()]).toMatchObject([
      422,
      { errors: [0, 1, 2].map((index) => ({ field: `/${index}/data/data`, reason })) },
    ]);
  });

  it.each<[string, Door, Sent, number]>([
    ['the last moment of tomorrow in Helsinki', events, placed('2026-07-02T20:59:59Z'), 202],
    ['the first after it', events, placed('2026-07-02T21:00:00Z'), 422],
    ['tomorrow where it ends later', events, placed('2026-07-02T20:00:00-12:00'), 422],
    ['1995 in Helsinki, 1994 elsewhere', events, placed('1994-12-31T22:00:00Z'), 202],
    ['the moment before', events, placed('1994-12-31T21:59:59Z'), 422],
    ['24 o’clock', requests, received('2026-06-30T24:00:00+03:00'), 422],
    ['a leap second', requests, received('2026-06-30T23:59:60Z'), 422],
    ['where the day begins first', requests, received('2026-07-01T09:00:00+14:00'), 201],
    ['an offset that is none', requests, received('2026-07-01T09:00:00+99:99'), 422],
    ['a leap day that is none', requests, received('2025-02-29T09:00:00Z'), 422],
    ['the year 0', requests, received('0000-01-01T09:00:00Z'), 422],
    ['the year 10000', requests, received('+010000-01-01T09:00:00Z'), 422],
    ['before Christ', requests, received('-000001-01-01T09:00:00Z'), 422],
    ['a leap day', due, { method: 'GET', query: '?through=2028-02-29' }, 200],
    ['the 30th of February', due, { method: 'GET', query: '?through=2028-02-30' }, 422],
  ])('a date: %s', async (_what, door, sent, status) => {
    expect(await statusOf(door, sent)).toBe(status);
  });

  const ids = [
    'a\n',
    'a\u0000',
    'a\u200b',
    'ａ',
    'ä',
    'a%2Fb',
    'a\\b',
    '.a',
    'a@b',
    '\u212a',
    'a'.repeat(101),
  ];
  it.each([
    ...ids.map((one) => [JSON.stringify(one).slice(0, 12), one, 422] as const),
    ['of 100 characters', 'a'.repeat(100), 200] as const,
    ['of another system', 'gid://shopify/Customer/1', 200] as const,
  ])('an id: %s', async (_what, one, status) => {
    expect(await statusOf(decisions, askedAbout({ ...party, id: `customer/${one}` }))).toBe(status);
    const body = withMore({ order: one });
    expect(await statusOf(events, { body })).toBe(status === 200 ? 202 : status);
  });

  it.each([
    ['of 200 characters', 'e'.repeat(200), 202],
    ['of 201 characters', 'e'.repeat(201), 422],
    ['with a blank', 'e 1', 422],
  ])('an event’s own id: %s', async (_what, own, status) => {
    expect(await statusOf(events, { body: { ...order, id: own } })).toBe(status);
  });
});
