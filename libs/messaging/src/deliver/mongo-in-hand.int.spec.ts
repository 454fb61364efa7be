import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createIndexes, declaredIndexes } from '#storage';
import { testDatabase, type TestDatabase } from '#testing';
import { inHand } from './in-hand.schema.js';
import { MongoInHand } from './mongo-in-hand.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase('in-hand');
  await createIndexes(database.connection, declaredIndexes(inHand));
});
afterAll(() => database.drop());

test('what a process has in hand it may take again; another one is told whose it is, until it is dropped', async () => {
  const [one, other] = ['one', 'other'].map((me) => new MongoInHand(database.connection, me)) as [
    MongoInHand,
    MongoInHand,
  ];
  expect(await one.take('a', 'q', 1)).toBeUndefined();
  expect(await one.take('a', 'q', 1)).toBeUndefined();
  const seen = await other.take('a', 'q', 1);
  expect(seen).toMatchObject({ by: 'one', at: expect.any(Date) });
  expect(await other.take('a', 'q', 1)).toEqual(seen);
  expect(await other.take('b', 'q', 1)).toBeUndefined();
  await one.drop('a');
  expect(await other.take('a', 'q', 1)).toBeUndefined();
  expect(await one.take('a', 'q', 1)).toMatchObject({ by: 'other' });
});

test('of two processes that want it at once one has it', async () => {
  const all = Array.from({ length: 20 }, (_, index) => new MongoInHand(database.connection, `p-${index}`));
  const taken = await Promise.all(all.map((one) => one.take('race', 'q', 1)));
  expect(taken.filter((by) => by === undefined)).toHaveLength(1);
});

const of = (me: string): MongoInHand => new MongoInHand(database.connection, me);

const seenBy = async (me: string, queue: string): Promise<readonly number[]> =>
  [...(await of(me).ofOthers(queue))].toSorted((a, b) => a - b);

describe('Of a queue', () => {
  test('others see what a process has in hand, the last batch of each slot, until it has none', async () => {
    await of('one').takeBatch('intake', 0, [1, 2, 2 ** 32 - 1]);
    await of('one').takeBatch('intake', 1, [4, 5]);
    await of('one').takeBatch('elsewhere', 0, [6]);
    expect(await seenBy('other', 'intake')).toEqual([1, 2, 4, 5, 2 ** 32 - 1]);
    await of('one').takeBatch('intake', 0, [7]);
    expect(await seenBy('other', 'intake')).toEqual([4, 5, 7]);
    expect(await seenBy('one', 'intake')).toEqual([]);
    await of('one').dropBatches('intake');
    expect([await seenBy('other', 'intake'), await seenBy('other', 'elsewhere')]).toEqual([[], [6]]);
  });

  test('what is alone in hand is seen too', async () => {
    await of('one').take('alone', 'lone', 9);
    expect(await seenBy('other', 'lone')).toEqual([9]);
  });

  test('the newest marks are looked at, however many processes have died', async () => {
    const collection = database.connection.collection<{ _id: string }>('in_hand');
    await collection.insertMany(
      Array.from({ length: 1000 }, (_, index) => ({
        _id: `dead-${index}/many/0`,
        by: `dead-${index}`,
        queue: 'many',
        at: new Date(2026, 0, 1, 0, 0, index),
        checksums: Buffer.from(Uint32Array.of(index).buffer),
      })),
    );
    const seen = await seenBy('other', 'many');
    expect([seen.length, seen[0], seen.at(-1)]).toEqual([200, 800, 999]);
    const plan = await collection
      .find({ queue: 'many' })
      .sort({ at: -1 })
      .limit(200)
      .explain('executionStats');
    expect(plan).toMatchObject({ executionStats: { totalDocsExamined: 200 } });
  });
});
