import { expect, test } from '@jest/globals';
import { readJson, type RecordVerdict, validateEvent } from '#contracts';
import { participantsOf, splitRecords } from '#participant';
import { askedToErase, eraseCommands, occasionOf, withinOneOrder } from './order-erasure.decision.js';

test.each([
  ['the first time', [], 'clock/a'],
  ['while others of the party are complete', ['clock/b', 'clock/ab'], 'clock/a'],
  ['when it was complete once', ['clock/a'], 'clock/a.1'],
  ['when it was complete twice', ['clock/a.1', 'clock/b', 'clock/a'], 'clock/a.2'],
])('an erasure has an id of its own for each occasion: %s', (_name, completed, id) => {
  expect(occasionOf('clock/a', completed)).toBe(id);
});

test.each([
  ['a whole party: by all who may hold of it', true, ['consent', 'my-shop']],
  ['single records: by their holder alone', false, ['my-shop']],
])('What is due of %s', (_name, whole, asked) => {
  const participants = participantsOf(['consent', 'retention'], { stores: ['web-store', 'my-shop'] });
  expect(askedToErase(participants, { whole }, 'my-shop')).toEqual(asked);
});

const orders = (count: number): RecordVerdict[] =>
  Array.from({ length: count }, (_unused, index) => ({
    record: `${'o'.repeat(80)}${index}`,
    kind: 'order',
    erase: ['order', 'delivery'],
    keep: [{ fieldClass: 'voucher', provision: 'ä'.repeat(100), until: '2032-12-31' }],
  }));

test('right.erase – a customer with 10,000 orders is told of in commands that are read, each record once, each time alike', () => {
  const verdicts = orders(10_000);
  const parts = splitRecords('my-shop', verdicts)!;
  const order = {
    _id: 'clock/a',
    participants: ['consent', 'my-shop'],
    parts,
    verdicts,
    at: '2026-07-01T06:00:00Z',
  };
  const commands = eraseCommands(order, { source: 'my-shop', id: 'customer/1' }, '2026-07-01T06:00:01Z');
  expect(commands.map(({ id }) => id).slice(0, 3)).toEqual([
    'clock/a/consent',
    'clock/a/part-1/my-shop',
    'clock/a/part-2/my-shop',
  ]);
  for (const command of commands) {
    const read = readJson(Buffer.from(JSON.stringify(command)));
    expect('value' in read && validateEvent(read.value)).toMatchObject({ ok: true, dropped: 0 });
  }
  expect(commands[0]!.data.records).toBeUndefined();
  expect(commands.flatMap(({ data }) => data.records ?? [])).toEqual(verdicts);
  const again = eraseCommands(order, { source: 'my-shop', id: 'customer/1' }, '2027-01-01T00:00:00Z');
  expect(again.map(({ data }) => data)).toEqual(commands.map(({ data }) => data));
});

test('What is more than one order holds is left for the next one, and is no whole party before', () => {
  const due = { verdicts: orders(40), whole: true, because: [] };
  const most = 8000;
  const first = withinOneOrder(due, most);
  expect(JSON.stringify(first.verdicts).length).toBeLessThan(most + 1000);
  expect(first).toMatchObject({ whole: false });
  expect(withinOneOrder({ ...due, verdicts: orders(40).toReversed() }, most)).toEqual(first);
  const left = due.verdicts.filter((one) => !first.verdicts.some(({ record }) => record === one.record));
  expect(first.verdicts.length + left.length).toBe(40);
  expect(withinOneOrder(due)).toMatchObject({ whole: true, verdicts: { length: 40 } });
  expect(withinOneOrder({ ...due, verdicts: orders(1) }, 1).verdicts).toHaveLength(1);
});
