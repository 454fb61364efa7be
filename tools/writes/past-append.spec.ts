import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { writesPastAppend } from './past-append.js';

const allowed = parse(readFileSync('tools/writes/past-append.yaml', 'utf8')) as Readonly<
  Record<string, string>
>;
const isSource = (file: string): boolean => !/\.(spec|fixture|fake|builder)\.ts$/.test(file);

test('facts are stored by FactLog.append alone: only the places in past-append.yaml write to MongoDB themselves', () => {
  const sources = globSync(['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'])
    .filter((file) => isSource(file) && !file.startsWith('libs/storage/'))
    .toSorted();
  expect(sources.length).toBeGreaterThan(300);
  const writing = sources.filter((file) => writesPastAppend(readFileSync(file, 'utf8')).length > 0);
  expect(writing).toEqual(Object.keys(allowed));
});

test('each of them says why', () => {
  for (const reason of Object.values(allowed)) expect(reason).toMatch(/^[A-Z].{20,}\.$/s);
});

test.each([
  ['await this.facts.insertMany(facts);', ['insertMany']],
  ['this.facts.collection\n      .updateMany({ open: true }, change)', ['updateMany']],
  ['facts.insertTombstones(some, id)', ['insertTombstones']],
  ['collection.findOneAndUpdate(one, change); collection.bulkWrite(all)', ['findOneAndUpdate', 'bulkWrite']],
  ['new GroupCommit(facts)', ['GroupCommit']],
  [
    'collection.insertMany<Fact>(facts); collection.bulkWrite<Pick<Map<Id, Fact>, Id>>(all)',
    ['insertMany', 'bulkWrite'],
  ],
  ["facts.aggregate([{ $match: {} }, { $merge: { into: 'parties' } }])", ['$merge']],
  ["facts.aggregate([{ '$out': 'elsewhere' }])", ['$out']],
  ['await this.factLog.append(facts); facts.erase(these, why); facts.strip(these, change, why);', []],
])('%s', (text, found) => {
  expect(writesPastAppend(text)).toEqual(found);
});
