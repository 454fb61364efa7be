import { expect, test } from '@jest/globals';
import { FactOutbox } from './fact-outbox.js';
import { aFact } from './a-fact.builder.js';

test('facts are kept when the journal has them and the trail has the records of their acts', async () => {
  const [journaled, taken]: [object[], object[]] = [[], []];
  let away = true;
  const facts = { putInJournal: async (some: readonly object[]) => void journaled.push(...some) };
  const trail = {
    take: async (records: readonly object[]) => {
      if (away) throw new Error('away');
      taken.push(...records);
    },
  };
  const outbox = new FactOutbox(facts as never, trail);
  const some = [aFact('a', { audit: { _id: 'act' } }), aFact('b')];
  await expect(outbox.keep(some)).rejects.toThrow('away');
  away = false;
  await outbox.keep(some);
  expect(taken).toEqual([{ _id: 'act' }]);
  expect(journaled).toEqual([...some, ...some]);
});
