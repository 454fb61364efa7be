import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EXAMPLES, participantsOf } from '#participant';
import { parsePolicy } from '#policy';
import { createIndexes, declaredIndexes, FactCollection, MemoryKeys, Sealer } from '#storage';
import { planUses, testDatabase, type TestDatabase } from '#testing';
import { EmptyPackagesJob } from '../src/empty-packages/empty-packages.job.js';
import { contentKeyOf, type RequestFact } from '../src/request-facts.js';
import { requestFacts } from '../src/facts.schema.js';
import { RequestFileStore } from '../src/request-file.store.js';

jest.setTimeout(30_000);
const path = 'policies/midare/2018-05-25/policy.yaml';
const policies = [parsePolicy(readFileSync(path, 'utf8'), path)];
const clock = { now: () => new Date('2026-07-01T06:00:00Z'), today: () => '2026-07-01' } as never;

const participants = participantsOf(['consent', 'retention'], EXAMPLES);

let database: TestDatabase;
let facts: FactCollection<RequestFact>;
let files: RequestFileStore;
let sealer: Sealer;
beforeAll(async () => {
  database = await testDatabase('packages');
  await createIndexes(database.connection, declaredIndexes(requestFacts));
  facts = new FactCollection(database.connection);
  sealer = new Sealer(new MemoryKeys());
  files = new RequestFileStore(facts, sealer, participants);
});
afterAll(() => database.drop());

/** An access request that five participants have answered, and its sealed answer. */
async function answered(request: string, closedOn: string | undefined) {
  const moment = { at: '2026-01-01T06:00:00Z', on: '2026-01-01', takenAt: new Date(0), request };
  const key = contentKeyOf({ request, phase: 'collect' });
  const content = await sealer.seal(key, 'request', { items: [] });
  await facts.insertMany([
    { ...moment, _id: `${request}/received`, type: 'request.received', party: 'p_h1_x', kind: 'access' },
    ...['consent', 'retention', 'web-store'].map((participant) => ({
      ...moment,
      _id: `replied/${request}/collect/${participant}`,
      type: 'participant.replied',
      phase: 'collect',
      participant,
      content,
    })),
    ...(closedOn === undefined
      ? []
      : [{ ...moment, _id: `${request}/closed`, type: 'request.closed', on: closedOn, outcome: 'granted' }]),
  ] as never[]);
  return () => sealer.open(content, key, 'request');
}

const sweepWith = async (store: RequestFileStore): Promise<readonly string[]> =>
  new EmptyPackagesJob(store, policies, clock, {} as never).emptyAmong(await store.withPackages('', 200));
const left = (request: string): Promise<number> =>
  facts.collection.countDocuments({ request, content: { $exists: true } });

describe('right.access – the copy an answer gave out goes when its time is over', () => {
  it('with its key, and that the request was answered stays; a younger one and an open one are left alone', async () => {
    const [over, young, open] = [
      await answered('r-1', '2026-03-31'),
      await answered('r-2', '2026-04-01'),
      await answered('r-3', undefined),
    ];
    expect(await sweepWith(files)).toEqual(['r-1']);
    expect([await over(), await young(), await open()]).toEqual(['shredded', { items: [] }, { items: [] }]);
    expect([await left('r-1'), await left('r-2'), await left('r-3')]).toEqual([0, 3, 3]);
    expect((await files.find('r-1'))?.closed).toMatchObject({ outcome: 'granted' });
    expect((await files.find('r-1'))?.replies.every(({ emptied }) => emptied === true)).toBe(true);
    expect(await sweepWith(files)).toEqual([]);
  });

  it('killed between key and data it is finished by the next round', async () => {
    const over = await answered('r-4', '2026-01-31');
    const dying = Object.assign(Object.create(facts) as typeof facts, {
      strip: () => Promise.reject(new Error('killed')),
    });
    await expect(sweepWith(new RequestFileStore(dying, sealer, participants))).rejects.toThrow('killed');
    expect([await over(), await left('r-4')]).toEqual(['shredded', 3]);
    expect(await sweepWith(files)).toEqual(['r-4']);
    expect(await left('r-4')).toBe(0);
  });

  it('is looked for by an index', async () => {
    const plan = await planUses(files.findPackages(''));
    expect(plan).toMatchObject({ indexes: ['packages'], scansCollection: false });
  });
});
