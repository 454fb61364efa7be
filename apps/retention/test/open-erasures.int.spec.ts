import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { FactCollection, createIndexes, declaredIndexes } from '#storage';
import { pinnedClock, planUses, testDatabase, type TestDatabase } from '#testing';
import { retentionFacts } from '../src/facts.schema.js';
import { OpenErasures } from '../src/open-erasures.store.js';
import { parties } from '../src/party.schema.js';
import { PartyIndexStore } from '../src/party-index.store.js';

const NOW = Date.parse('2026-07-01T09:00:00+03:00');

let database: TestDatabase;
let registry: Registry;
let open: OpenErasures;

beforeAll(async () => {
  database = await testDatabase('retention');
  await createIndexes(database.connection, declaredIndexes(parties, retentionFacts));
  registry = new Registry();
  open = new OpenErasures(
    new FactCollection(database.connection),
    new PartyIndexStore(database.connection),
    pinnedClock('2026-07-01'),
    registry,
  );
});
afterAll(() => database.drop());

type Doc = { readonly _id: string } & Record<string, unknown>;
const facts = () => database.connection.db!.collection<Doc>('facts');

/** `verdicts` stand until every holder has confirmed. */
const ordered = (_id: string, hoursAgo: number, more: object = {}): Doc => ({
  _id,
  type: 'erasure.ordered',
  participants: ['web-store', 'consent'],
  takenAt: new Date(NOW - hoursAgo * 3_600_000),
  verdicts: [],
  ...more,
});
const replied = (erasure: string, participant: string, outcome = 'done'): Doc => ({
  _id: `replied/${erasure}/${participant}/${outcome}`,
  type: 'erasure.replied',
  erasure,
  participant,
  outcome,
});

describe('Erasures that are not confirmed', () => {
  it('are told by the participant that keeps silent or failed, with the age of the oldest', async () => {
    expect(await open.oldestUnconfirmed(NOW)).toEqual({});
    await facts().insertMany([
      ordered('young', 1),
      ordered('old', 5),
      ordered('complete', 90, { verdicts: undefined, completed: true }),
      replied('old', 'consent'),
      replied('old', 'web-store', 'failed'),
    ]);
    await facts().updateOne({ _id: 'complete' }, { $unset: { verdicts: '' } } as never);
    expect(await open.oldestUnconfirmed(NOW)).toEqual({ 'web-store': 5 * 3600, consent: 3600 });
  });

  it('are found by their index alone, the oldest first', async () => {
    const plan = await planUses(open.open());
    expect(plan).toMatchObject({ scansCollection: false, sortsInMemory: false, documentsExamined: 2 });
  });

  it('what is due and still here is late from the day after', async () => {
    const parties = database.connection.db!.collection<{ _id: string; dueOn: string }>('parties');
    await parties.insertMany([
      { _id: 'tomorrow', dueOn: '2026-07-02' },
      { _id: 'late', dueOn: '2026-06-28' },
    ]);
    expect(await registry.metrics()).toContain('seloste_due_late_days 3\n');
  });
});
