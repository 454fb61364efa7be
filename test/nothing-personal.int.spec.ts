import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aCustomerRegistered, anOrderPlaced, brokerPassword, eventually } from '#testing';
import { fourServices, type FourServices } from './harness/four-services.js';
import { type TraceReceiver, traceReceiver } from './harness/trace-receiver.js';
import { SERVICES, type Service } from './harness/world.js';

/** Nobody's; each would be recognised anywhere. */
const planted = {
  name: 'Markku Merkitsijä',
  email: 'markku.merkki@planted.example',
  phone: '+358409998877',
  customer: '77712748',
  order: '77536365',
  text: 'soitti aamulla omenatarhasta',
};
const marks = [...Object.values(planted), 'Merkitsij', 'markku', '0409998877', '409998877', 'omenatarha'];
const marksIn = (text: string): string[] =>
  marks.filter((mark) => text.includes(mark) || text.includes(encodeURIComponent(mark)));

const party = { source: 'web-store', id: `customer/${planted.customer}` };
const address = { kind: 'email', value: planted.email };
const evidence = { textShown: 'form-7', noticeVersion: 'midare/2018-05-25', method: 'web-form' };

type Asked = readonly [
  Service,
  role: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
];

const good: readonly Asked[] = [
  ['retention', 'store', '/v1/events', [registered(), ordered()]],
  ['consent', 'store', '/v1/consents', { party, purpose: 'newsletter', evidence }],
  ['consent', 'desk', '/v1/decisions', { party, purpose: 'invoicing', category: 'contact' }],
  ['consent', 'desk', '/v1/parties/find', { address }],
  ['consent', 'desk', '/v1/parties/find', { address: { kind: 'phone', value: planted.phone } }],
  [
    'marketing-suppression',
    'desk',
    '/v1/prohibitions',
    { party, address, scope: { kind: 'all-marketing' }, method: 'phone' },
  ],
  [
    'marketing-suppression',
    'marketing',
    '/v1/send-checks',
    { address, channel: 'email', purpose: 'direct-marketing' },
  ],
  ['marketing-suppression', 'marketing', '/v1/address-hashes', { addresses: [address] }],
  ['retention', 'desk', '/v1/clocks', { party }],
  [
    'subject-requests',
    'desk',
    '/v1/requests',
    { kind: 'access', party, identity: { method: 'known-to-desk' } },
  ],
  ['consent', 'officer', '/v1/audit/find', { party }],
];

const bad: readonly Asked[] = [
  ...SERVICES.flatMap((service): Asked[] => [
    [service, 'desk', `/v1/${planted.customer}/${planted.email}`],
    [service, 'desk', `/v1/summary?name=${encodeURIComponent(planted.name)}`],
    [service, 'ops', `/v1/ops/parked/${planted.customer}`],
    [service, 'ops', `/v1/ops/parked?reason=${encodeURIComponent(planted.text)}`],
    [
      service,
      'officer',
      '/v1/audit/find',
      { who: planted.name, party: { source: planted.name, id: planted.email } },
    ],
    [service, 'desk', '/v1/audit/find', `{"party": "${planted.name}`],
  ]),
  [
    'consent',
    'desk',
    '/v1/consents',
    { party, purpose: planted.name, evidence: { ...evidence, textShown: planted.text } },
  ],
  ['consent', 'desk', '/v1/consents', `{"party": {"source": "web-store", "id": "${planted.email}`],
  [
    'consent',
    'desk',
    '/v1/consents',
    { party: { source: planted.name, id: planted.order } },
    { 'idempotency-key': planted.phone },
  ],
  [
    'consent',
    'desk',
    '/v1/decisions',
    { party, purpose: 'invoicing', category: planted.text, traceparent: planted.text },
  ],
  [
    'consent',
    'desk',
    '/v1/parties/find',
    { address: { kind: 'phone', value: planted.name } },
    { traceparent: planted.email },
  ],
  ['consent', 'nobody', '/v1/parties/find', { address }, { authorization: `Bearer ${planted.email}` }],
  [
    'consent',
    'nobody',
    `/notice?lang=${encodeURIComponent(planted.name)}`,
    undefined,
    { 'user-agent': planted.name },
  ],
  [
    'marketing-suppression',
    'desk',
    `/v1/prohibitions/${planted.customer}/lift`,
    { method: planted.name, evidence: { statement: planted.text } },
  ],
  [
    'marketing-suppression',
    'marketing',
    '/v1/send-checks',
    { address: { kind: 'email', value: planted.name }, channel: 'email', purpose: planted.text },
  ],
  ['marketing-suppression', 'nobody', `/v1/unsubscribe/${planted.email}`],
  ['retention', 'store', '/v1/events', [{ ...registered(), type: planted.name, data: planted.text }]],
  [
    'retention',
    'store',
    '/v1/events',
    [registered({ contact: { email: planted.name, phone: planted.text } })],
  ],
  ['retention', 'desk', '/v1/clocks', { party: { source: 'web-store', id: planted.text } }],
  ['subject-requests', 'desk', '/v1/requests', { kind: planted.text, party, receivedAt: planted.order }],
  ['subject-requests', 'desk', `/v1/requests/${planted.customer}`],
  ['subject-requests', 'desk', `/v1/requests/${planted.email}/package`],
];

function registered(data: object = {}): object {
  const { name, email, phone, customer } = planted;
  return aCustomerRegistered({ customer, contact: { name, email, phone }, ...data });
}
function ordered(): object {
  const { order, customer } = planted;
  return anOrderPlaced({ order, buyer: { customer } });
}

const sentBadly: readonly (string | object)[] = [
  `{"name": "${planted.name}", "email": "${planted.email}`,
  planted.text,
  { ...registered(), id: planted.email, type: `${planted.email}.v1` },
  { ...registered(), id: planted.name, source: `/${planted.customer}` },
  { ...registered(), time: planted.text },
  registered({ country: planted.name, kind: planted.text }),
  registered({ contact: { email: planted.name, [planted.email]: planted.phone } }),
  { ...ordered(), data: { [planted.name]: planted.text } },
];

let four: FourServices;
let collector: TraceReceiver;
const logged: string[] = [];
const problems: string[] = [];
const tokens = new Map<string, string>();

async function ask([service, role, path, body, headers]: Asked): Promise<Response> {
  const token = tokens.get(role);
  return fetch(four.member(service).service.url + path, {
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      'content-type': 'application/json',
      'idempotency-key': `key-${Math.random()}`,
      ...Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, encodeURI(value)])),
    },
    ...(body !== undefined && {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  });
}

async function publishBadly(): Promise<void> {
  const { vhost } = four.around;
  const connection = await connect(vhost.amqpUrlFor('web-store', brokerPassword('web-store')));
  const channel = await connection.createConfirmChannel();
  for (const message of sentBadly)
    for (const key of ['customer.registered.v1', 'order.placed.v1'])
      channel.publish(
        'store.events',
        key,
        Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)),
        { userId: 'web-store', headers: { note: planted.text }, messageId: planted.email },
      );
  await channel.waitForConfirms();
  await connection.close();
}

beforeAll(async () => {
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    logged.push(String(line));
    return true;
  });
  jest.spyOn(process.stderr, 'write').mockImplementation((line) => {
    logged.push(String(line));
    return true;
  });
  collector = await traceReceiver();
  four = await fourServices({ LOG_LEVEL: 'trace', OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  for (const role of ['store', 'marketing', 'desk', 'officer', 'ops'])
    tokens.set(
      role,
      await four.around.token({ role, sub: `${role}-1`, ...(role === 'store' && { source: 'web-store' }) }),
    );
  await publishBadly();
  // What is refused would plant nothing behind the door; a party is known when its events have come in.
  for (const asked of good)
    await eventually(async () => (await ask(asked)).status < 400, {
      within: 20_000,
      every: 200,
      explain: async () => `${asked[2]}: ${await (await ask(asked)).text()}`,
    });
  for (const asked of bad) {
    const answer = await ask(asked);
    const text = await answer.text();
    if (answer.status >= 400)
      problems.push(`${asked[2].split('?')[0]}: ${text}`.replace(asked[2].split('?')[0]!, ''));
  }
  await eventually(async () => (await parkedOf('consent')).length >= 5, { within: 20_000 });
}, 90_000);
afterAll(async () => {
  await four.stop();
  await collector.close();
  jest.restoreAllMocks();
});

async function parkedOf(service: Service): Promise<readonly unknown[]> {
  const { items } = (await (await ask([service, 'ops', '/v1/ops/parked?limit=199&state=any'])).json()) as {
    items: unknown[];
  };
  return items;
}

describe('Values planted behind every door are found', () => {
  it('in no log line, at the finest level', () => {
    const all = logged.join('');
    expect(all).toContain('"message":"answered"');
    expect(logged.filter((line) => marksIn(line).length > 0)).toEqual([]);
  });

  it('in no metric', async () => {
    for (const service of SERVICES) {
      const text = await (await ask([service, 'nobody', '/metrics'])).text();
      expect(text).toContain('seloste_');
      expect(marksIn(text)).toEqual([]);
    }
  });

  it('in no trace', async () => {
    await eventually(() => collector.spans.some(({ name }) => name === 'process consent.intake'));
    expect(collector.spans.length).toBeGreaterThan(30);
    expect(marksIn(collector.bodies.join(''))).toEqual([]);
  });

  it('in no answer to a request that was refused', () => {
    expect(problems.length).toBeGreaterThan(30);
    expect(problems.filter((text) => marksIn(text).length > 0)).toEqual([]);
  });

  it('in no list of what is parked, and in no record of who did what', async () => {
    for (const service of SERVICES) {
      expect(marksIn(JSON.stringify(await parkedOf(service)))).toEqual([]);
      const { database } = four.member(service);
      const records = await database.connection.db!.collection('audit').find().toArray();
      expect(records.length).toBeGreaterThan(0);
      expect(marksIn(JSON.stringify(records))).toEqual([]);
      const parked = await database.connection.db!.collection('parked').find().toArray();
      expect(marksIn(JSON.stringify(parked))).toEqual([]);
    }
  });

  it('in no name of a queue, an exchange or a connection, and in no log of the servers', async () => {
    const { vhost } = four.around;
    for (const what of ['queues', 'exchanges', 'bindings'])
      expect(marksIn(JSON.stringify(await vhost.manage('GET', `/${what}/${vhost.name}`)))).toEqual([]);
    const file = process.env['TEST_SERVERS_FILE'] ?? '';
    const folder = join(dirname(file), 'logs');
    const logs = existsSync(folder) ? readdirSync(folder) : [];
    for (const name of logs.filter((each) => /mongod|rabbit/.test(each)))
      expect(marksIn(readFileSync(join(folder, name), 'utf8'))).toEqual([]);
  });
});
