import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#testing';
import { FactCollection } from './fact-collection.js';
import { aFact, appendsOnce } from './fact-log.fixture.js';
import type { Fact } from './fact.js';

let database: TestDatabase;
let facts: FactCollection;
beforeAll(async () => {
  database = await testDatabase('fact_log');
  facts = new FactCollection(database.connection);
});
afterAll(() => database.drop());
beforeEach(() => facts.collection.deleteMany({}));

appendsOnce('in MongoDB', () => facts, tooLarge);

function tooLarge(): Fact {
  return aFact('bad', { ...({ payload: 'x'.repeat(17 * 1024 * 1024) } as object) });
}
