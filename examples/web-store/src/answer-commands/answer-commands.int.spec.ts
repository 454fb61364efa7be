import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { validateEvent, type CloudEvent, type ParticipantReplied } from '#contracts';
import mongoose from 'mongoose';
import { completeOrders } from '../complete-orders/complete-orders.js';
import { RecordStore } from '../hold-records/record.store.js';
import { toRecords } from '../hold-records/to-records.js';
import { toEvents } from '../publish-events/to-events.js';
import { stillToTell } from '../replay-history/replay-history.js';
import { shiftTo } from '../shift-dates/shift-dates.js';
import { invoice, invoicesOf } from '../testing-invoices.fixture.js';
import { answer } from './answer-commands.js';

const history = completeOrders(
  invoicesOf(
    ...invoice('536365', '2010-12-01 08:26', { A: 6, B: 6 }),
    ...invoice('C536548', '2010-12-09 14:33', { B: -6 }),
    ...invoice('536544', '2010-12-01 14:32', { A: 1 }, ''),
    ...Array.from({ length: 400 }, (_, index) =>
      invoice(String(540000 + index), '2011-01-10 10:00', { A: 1 }, '12748.0'),
    ).flat(),
    ...invoice('559000', '2011-06-30 20:08', { Z: 1 }, '18000.0'),
  ),
  { seed: 'a seed', homeCountry: 'FI' },
);
const shift = shiftTo('2026-07-01', history.lastDay);
const RECORDS = toRecords(history, shift);

let uri: string;
let store: RecordStore;
let commands = 0;

beforeAll(async () => {
  const server = process.env['TEST_MONGODB_URI'] ?? '';
  uri = server.replace(/^(mongodb:\/\/[^/?]+)\/?[^?]*/, `$1/store_${randomBytes(4).toString('hex')}`);
  store = await RecordStore.open(uri);
  await store.load(RECORDS);
});
afterAll(async () => {
  await store.close();
  const client = new mongoose.mongo.MongoClient(uri);
  await client.db().dropDatabase();
  await client.close();
});

const commandOf = (verb: string, parties: readonly string[], more: object = {}): CloudEvent => ({
  specversion: '1.0',
  id: `command-${(commands += 1)}`,
  source: '/retention',
  type: `participant.${verb}.v1`,
  time: '2026-07-01T06:00:00Z',
  data: {
    command: `retention:${commands}`,
    participant: 'web-store',
    replyTo: 'retention',
    parties: parties.map((id) => ({ source: 'web-store', id })),
    ...more,
  },
});

const partOf = (number: number, record: string) =>
  commandOf('erase', ['customer/12748'], {
    command: `clock/a/part-${number}/web-store`,
    records: [{ record, kind: 'order', erase: ['order', 'delivery', 'voucher'], keep: [] }],
  });

async function repliesTo(command: CloudEvent): Promise<ParticipantReplied[]> {
  expect(validateEvent(command)).toMatchObject({ ok: true });
  const replies = await answer(command, { store, today: () => '2026-07-01' });
  for (const reply of replies) expect(validateEvent(reply)).toMatchObject({ ok: true, dropped: 0 });
  return replies.map(({ data }) => data);
}

describe('the store answers participant commands', () => {
  test('collect gives what is held, in pages of 500', async () => {
    const replies = await repliesTo(commandOf('collect', ['customer/12748']));
    const [first] = replies;
    expect(first).toMatchObject({ outcome: 'done', page: 1, pages: replies.length });
    expect(replies.map(({ items }) => items?.length)).toEqual([500, 500, expect.any(Number)]);
    expect(first?.items?.[0]).toMatchObject({
      record: '12748',
      kind: 'customer',
      category: 'contact',
      values: expect.arrayContaining([{ field: 'identity.customer', value: '12748' }]),
    });
  });

  test('list-records says what the law makes of each record, without contents', async () => {
    const [reply] = await repliesTo(commandOf('list-records', ['buyer/536544']));
    expect(reply?.items).toBeUndefined();
    expect(reply?.verdicts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'order', record: '536544', erase: ['order', 'delivery'] }),
        expect.objectContaining({
          kind: 'invoice',
          erase: [],
          keep: [
            { fieldClass: 'voucher', provision: expect.stringContaining('1336/1997'), until: '2031-12-31' },
          ],
        }),
      ]),
    );
  });

  test.each([
    ['a command it does not know', { type: 'participant.unheard-of.v1' }, 'unknown-command'],
    [
      'a command for another',
      { data: { ...(commandOf('erase', ['customer/12748']).data as object), participant: 'my-shop' } },
      'command-for-another',
    ],
  ])('%s is carried out as no other', async (_name, wrong, words) => {
    const before = await store.of(['customer/12748']);
    const command = { ...commandOf('erase', ['customer/12748']), ...wrong };
    await expect(answer(command, { store, today: () => '2026-07-01' })).rejects.toThrow(words);
    expect(await store.of(['customer/12748'])).toEqual(before);
  });

  test.each(['collect', 'list-records', 'erase'])('%s about nobody known: none', async (verb) => {
    expect(await repliesTo(commandOf(verb, ['customer/1']))).toMatchObject([{ outcome: 'none' }]);
  });

  test('erase keeps what the accounting act keeps; a repeat has one effect and the same answer', async () => {
    const command = commandOf('erase', ['customer/17850']);
    const [first] = await repliesTo(command);
    expect(first?.outcome).toBe('retained');
    const left = await store.of(['customer/17850']);
    expect(new Set(left.flatMap(({ fields }) => Object.keys(fields)))).toEqual(new Set(['voucher']));
    expect(left.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['credit-note', 'invoice', 'order', 'payment']),
    );
    expect(await repliesTo(command)).toEqual([first]);
    expect(await store.of(['customer/17850'])).toEqual(left);
  });

  test('neither a second load nor a replay brings back what was erased', async () => {
    await repliesTo(commandOf('erase', ['customer/18000', 'buyer/536544']));
    const left = await store.of(['customer/18000', 'buyer/536544']);
    await store.load(RECORDS);
    expect(await store.of(['customer/18000', 'buyer/536544'])).toEqual(left);
    const told = JSON.stringify(stillToTell(toEvents(history, shift), await store.erasedClasses()));
    expect(told).not.toContain('vieras-536544');
    expect(told).not.toContain('customer-registered-18000');
    expect(told).toContain('invoice-issued-536544');
    expect((await store.emailAddresses()).join()).not.toContain('18000');
  });

  test('erase with verdicts touches the named records and keeps what it is told to keep', async () => {
    const keep = [{ fieldClass: 'voucher', provision: 'a law', until: '2032-12-31' }];
    const records = [{ record: '540000', kind: 'order', erase: ['order', 'delivery'], keep }];
    const [reply] = await repliesTo(commandOf('erase', ['customer/12748'], { records }));
    expect(reply).toMatchObject({
      outcome: 'retained',
      verdicts: records.map(({ record }) => ({ record, keep })),
    });
    const left = await store.of(['customer/12748']);
    expect(Object.keys(left.find(({ _id }) => _id === 'order/540000')?.fields ?? {})).toEqual(['voucher']);
    expect(Object.keys(left.find(({ _id }) => _id === 'order/540001')?.fields ?? {})).toContain('delivery');
  });

  test('a command in parts is answered part by part, each under its own id, in any order and twice', async () => {
    const [first, second] = [partOf(1, '540010'), partOf(2, '540011')];
    const replies = [];
    for (const command of [second, first, second]) replies.push(...(await repliesTo(command)));
    expect(replies.map(({ command, verdicts }) => [command, verdicts?.map(({ record }) => record)])).toEqual([
      ['clock/a/part-2/web-store', ['540011']],
      ['clock/a/part-1/web-store', ['540010']],
      ['clock/a/part-2/web-store', ['540011']],
    ]);
    const left = (await store.of(['customer/12748'])).map(({ _id }) => _id);
    expect(left).toContain('order/540012');
    expect(left.filter((id) => ['order/540010', 'order/540011'].includes(id))).toEqual([]);
  });

  test('the day the history was first loaded for holds', async () => {
    expect(await store.loadingOf({ today: '2026-07-01', seed: 'a seed' })).toMatchObject({
      today: '2026-07-01',
    });
    expect(await store.loadingOf({ today: '2026-07-09', seed: 'another' })).toMatchObject({
      today: '2026-07-01',
      seed: 'a seed',
    });
  });
});
