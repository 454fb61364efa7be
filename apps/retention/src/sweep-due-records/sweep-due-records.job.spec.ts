import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { computeEach } from '#service';
import { participantsOf } from '#participant';
import { parsePolicy } from '#policy';
import type { ErasureOrderedFact } from '../facts.js';
import { SweepDueRecordsJob } from './sweep-due-records.job.js';

const path = 'policies/midare/2018-05-25/policy.yaml';
const policy = parsePolicy(readFileSync(path, 'utf8'), path);
const today = '2046-07-01';

/** One customer of each source, known for twenty years and due. */
function sweeping(sources: readonly string[]) {
  const ordered: ErasureOrderedFact[] = [];
  const errors: object[] = [];
  const page = sources.map((source) => ({
    _id: `p-${source}`,
    source,
    partyId: 'customer/1',
    dueOn: '2046-01-01',
  }));
  const factsOf = new Map(
    page.map(({ _id: party, source, partyId }) => [
      party,
      [
        {
          _id: `${source}|1`,
          type: 'customer.registered.v1',
          party,
          source,
          partyId,
          kind: 'customer',
          record: '1',
          mark: 'opened',
          ownAct: true,
          at: '2020-01-01T10:00:00Z',
          on: '2020-01-01',
          takenAt: new Date(0),
        },
      ],
    ]),
  );
  const append = async (facts: readonly ErasureOrderedFact[]) => {
    ordered.push(...facts);
    return facts.map(() => ({ outcome: 'inserted' }));
  };
  const job = new SweepDueRecordsJob(
    {} as never,
    { append } as never,
    {} as never,
    [policy],
    participantsOf(['consent', 'retention'], { stores: ['my-shop'] }),
    { today: () => today, now: () => new Date('2046-07-01T06:00:00Z') },
    { error: (details: object) => errors.push(details) } as never,
    { due: () => ({ toArray: async () => page }), keepApart: async () => undefined } as never,
    {
      computeEach: async <T>(all: typeof page, compute: (facts: never, party: (typeof page)[0]) => T) =>
        computeEach(all, (party) => compute(factsOf.get(party._id) as never, party)),
    } as never,
    new Registry(),
  );
  return { sweep: () => job.sweep(today, false), ordered, errors };
}

test('right.erase – an erasure is ordered of our services and of the store that holds the records', async () => {
  const { sweep, ordered, errors } = sweeping(['my-shop']);
  expect(await sweep()).toMatchObject({ parties: 1, ordered: 1 });
  expect(ordered.map(({ participants }) => participants)).toEqual([['consent', 'my-shop']]);
  expect(errors).toEqual([]);
});

test('what is due at a store that is not registered is told, and not taken for erased without it', async () => {
  const { sweep, ordered, errors } = sweeping(['old-shop', 'my-shop']);
  expect(await sweep()).toMatchObject({ parties: 2, ordered: 1 });
  expect(ordered.map(({ party }) => party)).toEqual(['p-my-shop']);
  expect(errors).toEqual([{ parties: 1 }]);
});
