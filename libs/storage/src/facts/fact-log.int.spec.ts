import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#testing';
import { aFact } from './a-fact.builder.js';
import { FactCollection } from './fact-collection.js';
import { FactLog, type FactStore, noOutbox } from './fact-log.js';
import type { Fact } from './fact.js';
import { MemoryFacts } from './memory-facts.fake.js';

let database: TestDatabase;
let facts: FactCollection;
beforeAll(async () => {
  database = await testDatabase('fact_log');
  facts = new FactCollection(database.connection);
});
afterAll(() => database.drop());

describe.each<[string, () => FactStore<Fact>, () => Fact]>([
  ['in memory', () => new MemoryFacts(), () => aFact('bad')],
  ['in MongoDB', () => facts, tooLarge],
])('each fact has its own outcome: %s', (_name, store, bad) => {
  let log: FactLog;
  beforeEach(async () => {
    await facts.collection.deleteMany({});
    log = new FactLog(store(), noOutbox);
  });

  test('in a batch, in their order', async () => {
    await log.append([aFact('old')]);
    const appended = await log.append([aFact('a'), aFact('old'), bad(), aFact('a'), aFact('b')]);
    expect(appended.map(({ outcome }) => outcome)).toEqual([
      'inserted',
      'duplicate',
      'failed',
      'duplicate',
      'inserted',
    ]);
  });

  test('an empty batch has none', async () => {
    expect(await log.append([])).toEqual([]);
  });

  test.each<[string, Partial<Fact>, Partial<Fact>, string]>([
    ['the same request again', { requestHash: 'one' }, { requestHash: 'one' }, 'duplicate'],
    ['another request under its id', { requestHash: 'one' }, { requestHash: 'two' }, 'conflict'],
    ['one that was no request, under its id', { requestHash: 'one' }, {}, 'conflict'],
    ['what was no request, again', {}, {}, 'duplicate'],
  ])('of one fact or of several alike: %s', async (_, first, again, outcome) => {
    expect(await log.append(aFact('k', first))).toMatchObject({ outcome: 'inserted' });
    const later = aFact('k', { ...again, at: '2026-07-01T09:00:00+03:00' });
    const repeated = [await log.append(later), ...(await log.append([later]))];
    // The fact that holds is the first one.
    const holds = { outcome, fact: expect.objectContaining({ _id: 'k', at: aFact('k').at }) };
    expect(repeated).toEqual([holds, holds]);
  });

  test('of requests that come at once, each its own', async () => {
    const facts = [aFact('x'), aFact('x'), bad(), aFact('y')];
    const appended = await Promise.all(facts.map((fact) => log.append(fact)));
    expect(appended.map(({ outcome }) => outcome)).toEqual(['inserted', 'duplicate', 'failed', 'inserted']);
  });
});

function tooLarge(): Fact {
  return aFact('bad', { ...({ payload: 'x'.repeat(17 * 1024 * 1024) } as object) });
}
