import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#testing';
import { MongoInHand } from './mongo-in-hand.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase('in-hand');
});
afterAll(() => database.drop());

test('what a process has in hand it may take again; another one is told whose it is, until it is dropped', async () => {
  const [one, other] = ['one', 'other'].map((me) => new MongoInHand(database.connection, me)) as [
    MongoInHand,
    MongoInHand,
  ];
  expect(await one.take('a')).toBeUndefined();
  expect(await one.take('a')).toBeUndefined();
  const seen = await other.take('a');
  expect(seen).toMatchObject({ by: 'one', at: expect.any(Date) });
  expect(await other.take('a')).toEqual(seen);
  expect(await other.take('b')).toBeUndefined();
  await one.drop('a');
  expect(await other.take('a')).toBeUndefined();
  expect(await one.take('a')).toMatchObject({ by: 'other' });
});

test('of two processes that want it at once one has it', async () => {
  const all = Array.from({ length: 20 }, (_, index) => new MongoInHand(database.connection, `p-${index}`));
  const taken = await Promise.all(all.map((one) => one.take('race')));
  expect(taken.filter((by) => by === undefined)).toHaveLength(1);
});
