import { describe, expect, test } from '@jest/globals';
import { type ParticipantReplied, readJson, validateEvent } from '#contracts';
import { commandIdFor, isCommandOf, readOccasion } from './command-ids.js';
import { planOnce } from './once.js';
import { holdersOf, participantsOf } from './participants.js';
import { isOwnCommand, isOwnReply, type Reply, repliesTo, routingKeyOfReply } from './replies.js';
import { keepsSome, outcomeOfErasure, recordVerdict } from './verdicts.js';

const TIME = '2026-07-01T06:00:00Z';
const command = { command: 'r-1/collect/my-shop', replyTo: 'subject-requests' } as const;
const verdicts = (count: number): Reply['verdicts'] =>
  Array.from({ length: count }, (_unused, index) => ({
    record: `o${index}`,
    kind: 'order',
    erase: [],
    keep: [],
  }));

const ids = (outcome: Reply['outcome'], time = TIME) =>
  repliesTo('my-shop', command, { outcome }, time).map(({ id }) => id);

describe('A reply', () => {
  test.each([
    [0, [0]],
    [500, [500]],
    [501, [500, 1]],
    [1200, [500, 500, 200]],
  ])('with %d records goes in pages, none of them lost', (count, sizes) => {
    const told = verdicts(count) ?? [];
    const replies = repliesTo('my-shop', command, { outcome: 'done', verdicts: told }, TIME);
    expect(replies.map(({ data }) => data.verdicts?.length)).toEqual(sizes);
    expect(replies.flatMap(({ data }) => data.verdicts)).toEqual(told);
    expect(replies.map(({ data: { page, pages } }) => [page, pages])).toEqual(
      sizes.map((_size, index) => [index + 1, sizes.length]),
    );
    for (const reply of replies) expect(validateEvent(reply)).toMatchObject({ ok: true, dropped: 0 });
  });

  test('of large records goes in pages that are read, none of them lost', () => {
    const values = Array.from({ length: 8 }, () => ({ field: 'order.text', value: 'ä'.repeat(4000) }));
    const item = {
      kind: 'order',
      category: 'orders',
      source: 'subject',
      provenance: 'provided',
      values,
    } as const;
    const items = Array.from({ length: 500 }, (_unused, index) => ({ ...item, record: `o${index}` }));
    const replies = repliesTo('my-shop', command, { outcome: 'done', items }, TIME);
    expect(replies.flatMap(({ data }) => data.items)).toEqual(items);
    for (const reply of replies) {
      const read = readJson(Buffer.from(JSON.stringify(reply)));
      expect('value' in read && validateEvent(read.value)).toMatchObject({ ok: true, dropped: 0 });
    }
    expect(replies.length).toBeLessThan(200);
  });

  test('has the same ids however often the command comes, and others where the answer differs', () => {
    expect(ids('done', '2026-07-02T06:00:00Z')).toEqual(ids('done'));
    expect(ids('failed')).not.toEqual(ids('done'));
  });

  test('goes to who asked, and nowhere else', () => {
    const [reply] = repliesTo('my-shop', command, { outcome: 'none' }, TIME);
    expect(routingKeyOfReply(reply!)).toBe('participant.replied.v1.subject-requests');
  });

  test.each([
    ['of who was asked', '/my-shop', 'my-shop', 'r-1/erase/my-shop', true],
    ['under the name of another', '/my-shop', 'web-store', 'r-1/erase/web-store', false],
    ['to the command of another', '/my-shop', 'my-shop', 'r-1/erase/web-store', false],
    ['whose name is the end of the other’s', '/shop', 'shop', 'r-1/erase/my-shop', false],
  ])('%s counts: %#', (_name, source, participant, id, own) => {
    const data = { command: id, participant, replyTo: 'retention', outcome: 'done' } as ParticipantReplied;
    expect(isOwnReply({ source, data } as never)).toBe(own);
  });
});

test.each([
  ['/subject-requests', true],
  ['/retention', false],
  ['/my-shop', false],
])('A command that %s sends counts where the answer goes to subject-requests: %s', (source, own) => {
  expect(isOwnCommand({ source, data: command } as never)).toBe(own);
});

test('The id of a command says what it is about and whom it asks', () => {
  const id = commandIdFor('clock/abc', 'my-shop');
  expect([id, readOccasion(id), isCommandOf(id, 'my-shop'), isCommandOf(id, 'shop')]).toEqual([
    'clock/abc/my-shop',
    { occasion: 'clock/abc' },
    true,
    false,
  ]);
});

test('All of our services may hold something of a party, and no store but the one it comes from', () => {
  const participants = participantsOf(['consent', 'retention'], { stores: ['web-store', 'my-shop'] });
  expect(participants.all).toEqual(['consent', 'retention', 'web-store', 'my-shop']);
  expect(holdersOf(participants, 'my-shop')).toEqual(['consent', 'retention', 'my-shop']);
  expect(holdersOf(participants, 'consent')).toEqual(['consent', 'retention']);
});

test('What is kept of a record is told with its provision and last day, and the rest goes', () => {
  const fields = [
    { fieldClass: 'voucher', verdict: 'keep', provision: '1336/1997', until: '2031-12-31' },
    { fieldClass: 'order', verdict: 'keep' },
    { fieldClass: 'delivery', verdict: 'erase', provision: 'none' },
  ] as const;
  const verdict = recordVerdict({ record: '1', kind: 'order' }, fields, 'a duty');
  expect(verdict).toEqual({
    record: '1',
    kind: 'order',
    erase: ['delivery'],
    keep: [
      { fieldClass: 'voucher', provision: '1336/1997', until: '2031-12-31' },
      { fieldClass: 'order', provision: 'a duty' },
    ],
  });
  expect(keepsSome(verdict)).toBe(true);
});

test.each([
  ['something stays', true, [{ fieldClass: 'voucher', provision: 'p' }], 'retained'],
  ['all went', true, [], 'done'],
  ['nothing was there', false, [], 'none'],
] as const)('Where %s an erasure is %s', (_name, found, keep, outcome) => {
  expect(outcomeOfErasure(found, [{ record: '1', kind: 'order', erase: [], keep }])).toBe(outcome);
});

test('A plan is saved before it is carried out, and the first one stays', async () => {
  const saved = new Map<string, string>();
  const keeper = {
    saved: async (id: string) => saved.get(id),
    save: async (id: string, plan: string) => saved.get(id) ?? saved.set(id, plan).get(id)!,
  };
  expect(await planOnce(keeper, 'c-1', async () => 'first')).toBe('first');
  expect(await planOnce(keeper, 'c-1', async () => 'second')).toBe('first');
  // Another instance was faster between the look and the write.
  const blind = { ...keeper, saved: async () => undefined };
  expect(await planOnce(blind, 'c-1', async () => 'third')).toBe('first');
});
