import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { messagingCollections } from '#messaging';
import { createIndexes, databaseOf, declaredIndexes, factIndexes } from '#storage';
import { testDatabase, type TestDatabase } from '#testing';
import { LaneFactsPages, type Numbered } from './lane-facts.js';

const [one, two] = ['consent/aaaaaaaa-0000', 'consent/bbbbbbbb-0000'] as const;
let database: TestDatabase;
let pages: LaneFactsPages;

const fact = (lane: string, n: number, more: object = {}) => ({
  _id: `${lane}|${n}` as never,
  lane,
  n,
  takenAt: new Date(),
  ...more,
});

beforeAll(async () => {
  database = await testDatabase('lanes');
  await createIndexes(database.connection, [...factIndexes(), ...declaredIndexes(...messagingCollections)]);
  const { facts, parked } = {
    facts: databaseOf(database.connection).collection('facts'),
    parked: databaseOf(database.connection).collection('parked'),
  };
  await facts.insertMany([
    ...[1, 2, 3, 5, 6, 7, 8].map((n) => fact(one, n)),
    ...[2, 3, 4].map((n) => fact(two, n, n === 4 ? { owed: true } : {})),
    fact('consenting/cccc', 1),
    fact('retention/dddd', 1),
    { _id: 'no-lane' as never, takenAt: new Date() },
    { ...fact(two, 9), _id: 'policy/midare/2026-12-01' as never },
  ]);
  await parked.insertMany([
    { ...fact(one, 4), state: 'parked' },
    { ...fact(one, 9), state: 'replayed' },
  ]);
  pages = new LaneFactsPages(database.connection, 4);
});
afterAll(() => database.drop());

async function all(question: Omit<Parameters<LaneFactsPages['page']>[0], 'after'>) {
  const lanes: object[] = [];
  for (let after: Numbered | undefined; ;) {
    const page = await pages.page({ ...question, ...(after && { after }) });
    lanes.push(...page.lanes);
    after = page.last;
    if (after === undefined) return lanes;
  }
}

describe('The numbers of a publisher’s lanes', () => {
  test('are read in pages, all of them and nobody else’s', async () => {
    expect(await all({ of: 'consent', state: 'held' })).toEqual([
      {
        lane: one,
        runs: [
          [1, 3],
          [5, 5],
        ],
      },
      { lane: one, runs: [[6, 8]] },
      { lane: two, runs: [[2, 2]] },
      {
        lane: two,
        runs: [
          [3, 4],
          [9, 9],
        ],
      },
    ]);
  });

  test('are told apart: owed, parked, and of policies only', async () => {
    expect(await all({ of: 'consent', state: 'owed' })).toEqual([{ lane: two, runs: [[4, 4]] }]);
    expect(await all({ of: 'consent', state: 'parked' })).toEqual([{ lane: one, runs: [[4, 4]] }]);
    expect(await all({ of: 'consent', state: 'held', only: 'policies' })).toEqual([
      { lane: two, runs: [[9, 9]] },
    ]);
  });

  test('are not known of what was taken in before numbers were kept: how many those are, and until when', async () => {
    const facts = databaseOf(database.connection).collection('facts');
    const until = new Date('2026-11-01');
    await facts.insertMany([
      { _id: 'consent|r-1/opened' as never, takenAt: new Date('2026-10-01') },
      { _id: 'consent|r-1/closed' as never, takenAt: until },
      { ...fact('consent/eeee', 1), _id: 'consent|r-2/opened' as never },
      { _id: 'consent-2|r-3/opened' as never, takenAt: new Date() },
    ]);
    expect(await pages.unnumbered('consent')).toEqual({ facts: 2, until });
    expect(await pages.unnumbered('retention')).toEqual({ facts: 0 });
    await facts.deleteMany({ _id: /\|r-/ as never });
  });

  test.each([
    ['the rest of a lane', { lane: one, n: { $gt: 5 } }, 3],
    ['the lanes after it', { lane: { $gt: one, $lt: 'consent0' } }, 4],
  ])('cost the lanes’ index alone: %s', async (_, lanes, most) => {
    const { executionStats } = (await pages.find({ state: 'held' }, lanes, 4).explain('executionStats')) as {
      executionStats: { totalDocsExamined: number; totalKeysExamined: number };
    };
    expect(executionStats).toMatchObject({ totalDocsExamined: 0 });
    expect(executionStats.totalKeysExamined).toBeLessThanOrEqual(most);
  });
});
