import { describe, expect, test } from '@jest/globals';
import type { ConsumeMessage } from 'amqplib';
import fc from 'fast-check';
import { AckLedger } from './ack-ledger.js';
import { bisect } from './bisect.js';
import type { Delivery } from './delivery.js';
import { Inbox } from './inbox.js';

const never = (): boolean => false;

const delivery = (tag: number, bytes = 0): Delivery => ({
  message: { content: Buffer.alloc(bytes), fields: {} } as unknown as ConsumeMessage,
  tag,
  attempts: 1,
});
const suspect = (tag: number): Delivery => ({ ...delivery(tag), suspect: true });

const tagsOf = (batch: readonly Delivery[]): readonly number[] => batch.map(({ tag }) => tag);

describe('bisecting a batch', () => {
  test('finds exactly the ones that cannot be handled, and keeps the order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 200 }), async (bad) => {
        const items = bad.map((isBad, index) => ({ isBad, index }));
        const results = await bisect(
          items,
          async (some) => {
            if (some.some(({ isBad }) => isBad)) throw new Error('bad');
            return some.map(({ index }) => index);
          },
          never,
        );
        expect(results.map((result) => (typeof result === 'number' ? result : 'threw'))).toEqual(
          items.map(({ isBad, index }) => (isBad ? 'threw' : index)),
        );
      }),
    );
  });

  test('takes few calls for one bad event of many', async () => {
    let calls = 0;
    await bisect(
      Array.from({ length: 500 }, (_, index) => index),
      async (some) => {
        calls += 1;
        if (some.includes(321)) throw new Error('bad');
        return some;
      },
      never,
    );
    expect(calls).toBeLessThanOrEqual(20);
  });

  test('a handler that answers for fewer events than it got has answered for none', async () => {
    const results = await bisect([1, 2], async (some) => (some.length === 2 ? [1] : some), never);
    expect(results).toEqual([1, 2]);
  });

  test('throws on what says nothing about the events', async () => {
    const away = new Error('away');
    await expect(
      bisect(
        [1, 2],
        () => Promise.reject(away),
        (error) => error === away,
      ),
    ).rejects.toBe(away);
  });
});

describe('acknowledging', () => {
  test('settles each delivery once and never one that is held back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }), { maxLength: 20 }),
        (rounds) => {
          const ledger = new AckLedger();
          for (let tag = 1; tag <= 40; tag += 1) ledger.delivered(tag);
          const unacked = new Set(Array.from({ length: 40 }, (_, index) => index + 1));
          const settled = new Set<number>();
          for (const round of rounds) {
            const tags = [...new Set(round)].filter((tag) => !settled.has(tag));
            for (const tag of tags) settled.add(tag);
            for (const { tag, allUpTo } of ledger.settle(tags)) {
              const covered = allUpTo ? [...unacked].filter((other) => other <= tag) : [tag];
              // The broker closes the channel for an acknowledgement of nothing.
              expect(covered.length).toBeGreaterThan(0);
              for (const each of covered) {
                expect(settled.has(each)).toBe(true);
                expect(unacked.delete(each)).toBe(true);
              }
            }
            expect([...unacked].filter((tag) => settled.has(tag))).toEqual([]);
            expect(ledger.unsettled).toBe(unacked.size);
          }
        },
      ),
    );
  });

  test('takes one acknowledgement for a whole batch', () => {
    const ledger = new AckLedger();
    for (let tag = 1; tag <= 500; tag += 1) ledger.delivered(tag);
    const tags = Array.from({ length: 500 }, (_, index) => index + 1);
    expect(ledger.settle(tags)).toEqual([{ tag: 500, allUpTo: true }]);
  });
});

describe('the inbox', () => {
  const running = new AbortController().signal;

  test('gives out no more than a batch, in order', async () => {
    const inbox = new Inbox({ batchSize: 3, batchMs: 5 });
    for (let tag = 1; tag <= 7; tag += 1) inbox.push(delivery(tag));
    expect(tagsOf(await inbox.take(running))).toEqual([1, 2, 3]);
    expect(tagsOf(await inbox.take(running))).toEqual([4, 5, 6]);
    expect(tagsOf(await inbox.take(running))).toEqual([7]);
  });

  test('gives out no more than 4 MiB together, and one message in any case', async () => {
    const inbox = new Inbox({ batchSize: 500, batchMs: 5 });
    const MIB = 1024 * 1024;
    for (const [index, size] of [1, 2, 1, 1, 5, 3].entries()) inbox.push(delivery(index + 1, size * MIB));
    const given: (readonly number[])[] = [];
    while (inbox.waiting > 0) given.push(tagsOf(await inbox.take(running)));
    expect(given).toEqual([[1, 2, 3], [4], [5], [6]]);
  });

  test('gives out each suspect alone, in turn with the batches of all else', async () => {
    const inbox = new Inbox({ batchSize: 2, batchMs: 5 });
    inbox.setApart([suspect(1), suspect(2), suspect(3)]);
    for (let tag = 4; tag <= 6; tag += 1) inbox.push(delivery(tag));
    const given: (readonly number[])[] = [];
    while (inbox.waiting > 0) given.push(tagsOf(await inbox.take(running)));
    expect(given).toEqual([[1], [4, 5], [2], [6], [3]]);
  });

  test('gives a suspect out alone at its next attempt too', async () => {
    const inbox = new Inbox({ batchSize: 10, batchMs: 5 });
    inbox.hold(suspect(1), 1);
    inbox.hold(suspect(2), 1);
    expect(tagsOf(await inbox.take(running))).toEqual([1]);
    expect(tagsOf(await inbox.take(running))).toEqual([2]);
  });

  test('gives out in a batch again what is suspect no more', async () => {
    const inbox = new Inbox({ batchSize: 10, batchMs: 5 });
    const all = [1, 2, 3].map(suspect);
    inbox.setApart(all);
    inbox.release(all.slice(1));
    expect(tagsOf(await inbox.take(running))).toEqual([1]);
    expect(tagsOf(await inbox.take(running))).toEqual([2, 3]);
  });

  test('gives back what waited for another attempt, apart from the rest', async () => {
    const inbox = new Inbox({ batchSize: 10, batchMs: 5 });
    inbox.hold(delivery(1), 10);
    expect(inbox.held).toBe(1);
    expect(tagsOf(await inbox.take(running))).toEqual([1]);
    expect(inbox.held).toBe(0);
  });

  test('fills a batch for a moment when it was busy', async () => {
    const inbox = new Inbox({ batchSize: 40, batchMs: 200 });
    for (let tag = 1; tag <= 40; tag += 1) inbox.push(delivery(tag));
    await inbox.take(running);
    inbox.push(delivery(41));
    const taking = inbox.take(running);
    setTimeout(() => {
      for (let tag = 42; tag <= 80; tag += 1) inbox.push(delivery(tag));
    }, 10);
    expect(await taking).toHaveLength(40);
  });

  test('is taken beside the batch in hand by whole batches only, as soon as there is one', async () => {
    const inbox = new Inbox({ batchSize: 3, batchMs: 5 });
    for (let tag = 1; tag <= 5; tag += 1) inbox.push(delivery(tag));
    const over = new AbortController();
    expect(tagsOf((await inbox.takeFull(over.signal)) ?? [])).toEqual([1, 2, 3]);
    const more = inbox.takeFull(over.signal);
    inbox.push(delivery(6));
    expect(tagsOf((await more) ?? [])).toEqual([4, 5, 6]);
    inbox.push(delivery(7));
    const part = inbox.takeFull(over.signal);
    over.abort();
    expect(await part).toBeUndefined();
    expect(tagsOf(await inbox.take(running))).toEqual([7]);
  });

  test('gives nothing out beside a batch in hand while a suspect waits', async () => {
    const inbox = new Inbox({ batchSize: 2, batchMs: 5 });
    const beside = inbox.takeFull(running);
    inbox.setApart([suspect(1)]);
    expect(await beside).toBeUndefined();
    inbox.push(delivery(2));
    inbox.push(delivery(3));
    expect(await inbox.takeFull(running)).toBeUndefined();
    expect(tagsOf(await inbox.take(running))).toEqual([1]);
    expect(tagsOf((await inbox.takeFull(running)) ?? [])).toEqual([2, 3]);
  });

  test('lets a next attempt have its turn, however much is waiting', async () => {
    const inbox = new Inbox({ batchSize: 2, batchMs: 5 });
    const beside = inbox.takeFull(running);
    inbox.hold(delivery(1), 1);
    expect(await beside).toBeUndefined();
    for (let tag = 2; tag <= 5; tag += 1) inbox.push(delivery(tag));
    expect(await inbox.takeFull(running)).toBeUndefined();
    expect(tagsOf(await inbox.take(running))).toEqual([1]);
    expect(tagsOf((await inbox.takeFull(running)) ?? [])).toEqual([2, 3]);
  });

  test('gives nothing once its session has ended', async () => {
    const inbox = new Inbox({ batchSize: 10, batchMs: 5 });
    const session = new AbortController();
    const taking = inbox.take(session.signal);
    session.abort();
    inbox.push(delivery(1));
    expect(await taking).toEqual([]);
  });
});
