import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { parsePolicy } from '#policy';
import { NotComputable } from '#service';
import { fixedHashKeys, pinnedClock, planUses } from '#testing';
import { IndexPartiesJob } from '../src/index-parties.job.js';
import { PartyFactsStore } from '../src/party-facts.store.js';
import type { IndexedParty } from '../src/party.schema.js';
import { aPartyIndex } from './party-index.fixture.js';

const text = readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8');
const [old, next] = ['2018-05-25', '2027-01-01'].map((from) =>
  parsePolicy(text.replace('validFrom: 2018-05-25\nmax', `validFrom: ${from}\nmax`), 'policy.yaml'),
);

const { connection, parties, stored } = aPartyIndex();

const party = (index: number, more: Partial<IndexedParty> = {}): IndexedParty => ({
  _id: `p_h1_${String(index).padStart(4, '0')}`,
  source: 'web-store',
  partyId: `customer/${index}`,
  policy: old!.version,
  dueOn: '2030-01-01',
  ...more,
});

/** The job of one instance: nothing is known of anybody, so that nobody is due. */
const jobOn = (day: string): IndexPartiesJob =>
  new IndexPartiesJob(
    [old!, next!],
    pinnedClock(day),
    pino({ level: 'silent' }),
    connection(),
    parties(),
    new PartyFactsStore({ ofParties: async () => [] } as never, fixedHashKeys(), pinnedClock(day)),
    new NotComputable(new Registry()),
  );

describe('Stored due dates follow the policy in force', () => {
  beforeEach(async () => {
    await stored().deleteMany({});
    await stored().insertMany(Array.from({ length: 450 }, (_, index) => party(index)));
  });

  it('not before its first day', async () => {
    expect(await jobOn('2026-12-31').indexSome()).toBe(0);
    expect(await parties().progress(old!.version)).toEqual({ done: 450, total: 450 });
  });

  it('a batch at a time, going on where another instance left it, and once', async () => {
    const seen: number[] = [];
    for (let found = 1; found > 0;) {
      found = await jobOn('2027-01-01').indexSome();
      seen.push((await parties().progress(next!.version)).done);
    }
    expect(seen).toEqual([200, 400, 450, 450]);
    expect(await stored().countDocuments({ dueOn: { $exists: true } })).toBe(0);
  });

  it('by several instances at once as well', async () => {
    const jobs = [1, 2, 3].map(() => jobOn('2027-01-01'));
    while ((await Promise.all(jobs.map((job) => job.indexSome()))).some((found) => found > 0));
    expect(await parties().progress(next!.version)).toEqual({ done: 450, total: 450 });
  });

  it('also those that an earlier release stored without a version', async () => {
    await stored().updateMany({}, { $unset: { policy: 1 } });
    expect(await jobOn('2026-12-31').indexSome()).toBe(200);
  });

  it('found by indexes alone, and nothing is looked at once all is done', async () => {
    const before = await planUses(parties().stale('2027-01-01', next!.version, 200));
    expect(before).toMatchObject({ scansCollection: false, sortsInMemory: false, returned: 200 });
    await stored().updateMany({}, { $set: { policy: next!.version } });
    const after = await planUses(parties().stale('2027-01-01', next!.version, 200));
    expect(after).toMatchObject({ scansCollection: false, documentsExamined: 0, returned: 0 });
  });

  it('and all are paged through by reference for a simulation', async () => {
    const first = await parties().page(undefined, 200).toArray();
    const plan = await planUses(parties().page(first.at(-1)?._id, 200));
    expect(plan).toMatchObject({ scansCollection: false, sortsInMemory: false, documentsExamined: 200 });
    expect(first.map(({ _id }) => _id)).toEqual(first.map(({ _id }) => _id).toSorted());
  });
});
