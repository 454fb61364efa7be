import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { mongo } from 'mongoose';
import { testDatabase } from '#testing';
import type { TestDatabase } from '#testing';
import { migrate } from './migrate.js';
import { writeProjections } from './write-projections.js';
import type { Projection } from './write-projections.js';

interface OrderState extends Projection {
  readonly state: string;
}

jest.setTimeout(30_000);

let database: TestDatabase;
let states: mongo.Collection<OrderState>;
beforeAll(async () => {
  database = await testDatabase('projections');
  states = database.connection.db!.collection<OrderState>('states');
});
afterAll(() => database.drop());
beforeEach(() => states.deleteMany({}));

const at = (_id: string, folded: number) => ({ _id, folded, set: { state: `after ${folded}` } });

describe('a projection', () => {
  test.each<[string, number[], number]>([
    ['is written when there is none', [1], 1],
    ['replaces one folded from fewer facts', [1, 3], 3],
    ['never replaces one folded from more facts', [3, 1], 3],
    ['stays when it was folded from as many', [2, 2], 2],
  ])('%s', async (_, writes, left) => {
    for (const folded of writes) await writeProjections(states, [at('order-1', folded)]);
    expect(await states.findOne({ _id: 'order-1' })).toEqual({
      _id: 'order-1',
      folded: left,
      state: `after ${left}`,
    });
  });

  test('of the most facts wins, in every interleaving of writers that race to be first', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 12 }),
        async (writes) => {
          await states.deleteMany({});
          await Promise.all(
            writes.map((folded) => writeProjections(states, [at('a', folded), at('b', folded)])),
          );
          const most = Math.max(...writes);
          expect((await states.find().toArray()).map(({ folded, state }) => [folded, state])).toEqual([
            [most, `after ${most}`],
            [most, `after ${most}`],
          ]);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('that breaks another rule of the collection is an error, not a loser', async () => {
    await migrate(database.connection, [
      { collection: 'states', name: 'state', key: { state: 1 }, unique: true },
    ]);
    await writeProjections(states, [at('order-1', 1)]);
    await expect(writeProjections(states, [at('order-2', 1)])).rejects.toThrow('E11000');
    await states.dropIndex('state');
  });
});

describe('declared indexes', () => {
  test('are made by any number of instances at once, and again at the next start', async () => {
    const declared = [
      { collection: 'one', name: 'a', key: { a: 1 }, where: { a: { $exists: true } } },
      { collection: 'one', name: 'b', key: { b: -1, a: 1 }, unique: true },
      { collection: 'two', name: 'old', key: { at: 1 }, expireAfterSeconds: 60 },
    ] as const;
    await Promise.all([1, 2, 3].map(() => migrate(database.connection, declared)));
    await migrate(database.connection, declared);
    const names = (await database.connection.db!.collection('one').indexes()).map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(['_id_', 'a', 'b']));
  });

  test('that changed under their name stop the start, and say which', async () => {
    await migrate(database.connection, [{ collection: 'three', name: 'a', key: { a: 1 } }]);
    await expect(
      migrate(database.connection, [{ collection: 'three', name: 'a', key: { b: 1 } }]),
    ).rejects.toThrow('the declared indexes of three do not fit');
  });
});
