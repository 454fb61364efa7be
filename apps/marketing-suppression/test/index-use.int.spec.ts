import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createIndexes, declaredIndexes, FactCollection } from '#storage';
import { pinnedClock, planUses, testDatabase, type QueryPlan, type TestDatabase } from '#testing';
import { suppressionFacts } from '../src/facts.schema.js';
import { PartyStore } from '../src/party.store.js';
import { SuppressionStore } from '../src/suppression.store.js';
import { addressFact, echo, home, lift, prohibition } from './builders.js';

let database: TestDatabase;
let facts: FactCollection;

beforeAll(async () => {
  database = await testDatabase('suppression_plans');
  await createIndexes(database.connection, declaredIndexes(suppressionFacts));
  facts = new FactCollection(database.connection);
  const many = Array.from({ length: 300 }, (_unused, index) => {
    const address = { kind: 'email', kid: 'h1', hash: `hash-${index}` } as const;
    const own = prohibition(`p${index}`, { party: `party-${index}`, address });
    return [
      own,
      echo(own, { ...home, hash: `other-${index}` }),
      lift(`l${index}`, [own.suppression]),
      addressFact(`a${index}`, { party: `party-${index}`, addresses: [address] }),
    ];
  });
  await facts.insertMany(many.flat());
}, 30_000);
afterAll(() => database.drop());

describe('every query of the check goes by an index', () => {
  const hashes = ['hash-1', 'hash-2', 'hash-299', 'unknown'];
  const ids = ['s.p1', 's.p2', 's.unknown'];
  const cursors: readonly [string, () => Parameters<typeof planUses>[0], string, number][] = [
    [
      'prohibitions of addresses',
      () => new SuppressionStore(facts as never).findStanding(hashes),
      'address_hash',
      3,
    ],
    ['lifts of prohibitions', () => new SuppressionStore(facts as never).findLifts(ids), 'lifted', 2],
    [
      'parties that have an address',
      () => new PartyStore(facts, pinnedClock('2026-07-01')).findHolders(hashes),
      'addresses_hash',
      3,
    ],
    [
      'facts of parties',
      () => facts.collection.find({ party: { $in: ['party-1'] }, type: { $in: ['address.known'] } } as never),
      'party_type',
      1,
    ],
    [
      'what an erasure removes',
      () =>
        facts.collection.find({
          party: { $in: ['party-1'] },
          type: { $in: ['address.known', 'work-role.stated'] },
          at: { $lte: '2027' },
        } as never),
      'party_type',
      1,
    ],
    [
      'the prohibitions of the summary',
      () =>
        facts.collection.aggregate([
          { $match: { type: 'suppression.added' } },
          { $group: { _id: '$scope.kind', count: { $sum: 1 } } },
        ]),
      'prohibitions',
      300,
    ],
    [
      'the lifts of the summary',
      () => facts.collection.find({ type: 'suppression.lifted', takenAt: { $gt: new Date(0) } } as never),
      'lifts',
      300,
    ],
  ];

  it.each(cursors)('%s', async (_what, cursor, index, documents) => {
    const plan: QueryPlan = await planUses(cursor());
    expect(plan).toMatchObject({ indexes: [index], scansCollection: false, documentsExamined: documents });
  });
});
