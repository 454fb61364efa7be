import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import amqp from 'amqplib';
import { BROKER_BYTES } from '#contracts';
import { aCustomerRegistered, eventually } from '#testing';
import { emptyItems, unheardFields } from './bad-input/too-much.js';
import { devTools } from './harness/dev-tools.js';
import { asOutside, type Outside } from './harness/outside.js';
import { type Service, SERVICES, startWorld, type World } from './harness/world.js';

let world: World;
let store: Outside;
let secrets: string;

beforeAll(async () => {
  world = await startWorld({ clock: '2026-07-01T09:00:00+03:00' });
  store = await asOutside(world, 'web-store');
  const file = readFileSync(process.env['TEST_SERVERS_FILE'] ?? '', 'utf8');
  secrets = (JSON.parse(file) as { secretsDir: string }).secretsDir;
}, 120_000);

afterAll(async () => {
  await store?.close();
  await world?.stop();
}, 60_000);

describe('a message that is wrong is parked with the reason, and the queue goes on', () => {
  const good = aCustomerRegistered({ customer: '81' });
  const bytes = (change: object, data: object = {}): Buffer =>
    Buffer.from(JSON.stringify({ ...good, ...change, data: { ...good.data, ...data } }));

  const latin1 = (change: object, data: object): Buffer =>
    Buffer.from(bytes(change, data).toString('utf8'), 'latin1');
  const deep = (lists: number, where = '"unheard":{"of":'): Buffer =>
    Buffer.from(
      bytes({ id: `w-deep-${lists}` })
        .toString('utf8')
        .replace('"data":{', `"data":{${where}${'['.repeat(lists)}${']'.repeat(lists)}},`),
    );
  const replied = (data: object): Buffer =>
    Buffer.from(
      JSON.stringify({
        ...good,
        id: `w-${Object.keys(data).join()}`,
        type: 'participant.replied.v1',
        data: { command: 'c-1', participant: 'web-store', replyTo: 'retention', outcome: 'done', ...data },
      }),
    );

  const WRONG: readonly (readonly [
    name: string,
    reason: string,
    field: string | undefined,
    content: Buffer,
  ])[] = [
    ['JSON cut short', 'malformed', '', Buffer.from('{"specversion":"1.0",')],
    ['no bytes at all', 'malformed', '', Buffer.alloc(0)],
    ['bytes that are no text', 'malformed', '', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['a list', 'malformed', '', Buffer.from('[1,2]')],
    ['a type nobody publishes', 'unknown-type', '/type', bytes({ id: 'w-1', type: 'customer.eaten.v1' })],
    [
      'a version from the future',
      'unknown-version',
      '/type',
      bytes({ id: 'w-2', type: 'customer.registered.v9' }),
    ],
    ['a missing field', 'invalid', '/data/customer', bytes({ id: 'w-3' }, { customer: undefined })],
    ['an operator for a value', 'invalid', '/data/customer', bytes({ id: 'w-4' }, { customer: { $gt: '' } })],
    ['the name of another publisher', 'source-mismatch', '/source', bytes({ id: 'w-5', source: '/consent' })],
    [
      'as much as the broker takes',
      'too-large',
      '',
      Buffer.from(bytes({ id: 'w-6' }).toString('utf8').padEnd(BROKER_BYTES)),
    ],
    ['100,000 lists in each other', 'malformed', '', deep(100_000)],
    ['60,000 lists in each other, where a name is', 'malformed', '', deep(60_000, '"contact":{"name":')],
    [
      '250,000 items that are empty',
      'too-large',
      '',
      Buffer.from(`{"data":{"items":[${'{},'.repeat(250_000)}{}]}}`),
    ],
    ['60,000 fields that nobody knows', 'too-large', '', bytes({ id: 'w-7' }, unheardFields(60_000))],
    [
      'a name in Latin-1',
      'malformed',
      '',
      latin1({ id: 'w-8' }, { contact: { name: 'Päivi', email: 'päivi@example.fi' } }),
    ],
    [
      'what could not be read before',
      'malformed',
      '',
      bytes({ id: 'w-9' }, { contact: { name: 'P\ufffdivi' } }),
    ],
    ['half a character', 'malformed', '', bytes({ id: 'w-10' }, { contact: { name: 'P\ud83d' } })],
    ['a list in a list', 'invalid', '/data/verdicts/0', replied({ verdicts: [[]] })],
    [
      '10,000 items that are empty',
      'invalid',
      '/data/items/0/record',
      replied({ items: emptyItems(10_000) }),
    ],
  ];

  test.each(WRONG)('%s', async (name, reason, field, content) => {
    const before = (await parked('consent')).length;
    await store.publishRaw('store.events', 'customer.registered.v1', content);
    const one = await eventually(
      async () => {
        const all = await parked('consent');
        return all.length > before
          ? all.find((each) => each.reason === reason && !seen.has(each._id))
          : undefined;
      },
      { within: 15_000, explain: async () => `${name}: ${JSON.stringify(await parked('consent'))}` },
    );
    seen.add(one._id);
    expect(one).toMatchObject({ queue: 'consent.intake', state: 'parked', publisher: 'web-store' });
    expect(one.field ?? '').toBe(field);
  });

  test('what is not marked to outlive the broker is taken all the same', async () => {
    const connection = await amqp.connect(world.amqpUrl('web-store'));
    const channel = await connection.createConfirmChannel();
    const event = aCustomerRegistered({ customer: '82' });
    channel.publish('store.events', event.type, Buffer.from(JSON.stringify(event)), {
      userId: 'web-store',
      persistent: false,
    });
    await channel.waitForConfirms();
    await connection.close();
    await isKnown('82');
  });

  test('what no queue is bound for is parked by retention, not lost', async () => {
    await store.publishRaw('store.events', 'weather.changed.v1', Buffer.from('{"it":"rains"}'));
    await eventually(async () =>
      (await parked('retention')).some(({ queue }) => queue === 'retention.unrouted'),
    );
  });

  test('the services have gone on and know what came after', async () => {
    await store.publish('store.events', [aCustomerRegistered({ customer: '83' })]);
    await isKnown('83');
    for (const service of SERVICES)
      expect((await fetch(`${world.urlOf(service)}/health/ready`)).status).toBe(200);
  });

  test('seloste parked lists them, shows one, replays one and discards one with a reason', async () => {
    const listed = (await seloste(
      'list',
      '--service',
      'consent',
      '--format',
      'json',
    )) as readonly ParkedItem[];
    expect(listed.length).toBe(WRONG.length);
    const version = listed.find(({ reason }) => reason === 'unknown-version')!;
    const shown = (await seloste('show', version._id, '--service', 'consent', '--format', 'json')) as object;
    expect(JSON.stringify(shown)).toContain('customer.registered.v9');
    await seloste('discard', version._id, '--service', 'consent', '--reason', 'a test of ours');
    const operator = listed.find(({ reason }) => reason !== 'unknown-version')!;
    await seloste('replay', operator._id, '--service', 'consent');
    await eventually(async () => {
      const again = (await parked('consent')).find(({ _id }) => _id === operator._id);
      return again?.state === 'parked';
    });
    expect((await parked('consent')).some(({ _id }) => _id === version._id)).toBe(false);
  });

  test('no log, metric or list says what was in a message', async () => {
    for (const service of SERVICES) {
      const metrics = await (await fetch(`${world.urlOf(service)}/metrics`)).text();
      const listed = JSON.stringify(await parked(service));
      const log = world.programs.get(service)?.lastWords() ?? '';
      expect(`${metrics}${listed}${log}`).not.toMatch(/virtanen|rains|401234567/i);
    }
  });

  const seen = new Set<string>();
});

interface ParkedItem {
  readonly _id: string;
  readonly reason: string;
  readonly queue: string;
  readonly state: string;
  readonly field?: string;
}

const parked = async (service: Service): Promise<readonly ParkedItem[]> =>
  (
    await world.call<{ items: readonly ParkedItem[] }>(service, 'GET', '/v1/ops/parked?limit=100', {
      role: 'ops',
    })
  ).body.items;

async function seloste(...args: string[]): Promise<unknown> {
  const urls = Object.fromEntries(SERVICES.map((service) => [service, world.urlOf(service)]));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['tools/cli/seloste.mjs', 'parked', ...args],
    {
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        SELOSTE_SERVICES: JSON.stringify(urls),
        SELOSTE_TOKEN: devTools.mintToken(secrets, { role: 'ops', sub: 'test-ops' }),
      },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return args.includes('json') ? (JSON.parse(stdout) as unknown) : stdout;
}

const isKnown = (customer: string) =>
  eventually(
    async () => {
      const found = await world.call<{ parties: readonly unknown[] }>('consent', 'POST', '/v1/parties/find', {
        body: { party: { source: 'web-store', id: `customer/${customer}` } },
      });
      return found.body.parties.length === 1;
    },
    { within: 8000, explain: () => `${customer} is not known` },
  );
