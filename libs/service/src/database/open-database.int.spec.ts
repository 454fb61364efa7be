import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { FactCollection, LedgerSealer, LedgerStore } from '#storage';
import { testDatabase, type TestDatabase } from '#testing';
import { testLedgerKey } from '../../../ledger/src/ledger.builder.js';
import { openDatabase } from './open-database.js';
import { indexesOf, migrationsOf, type ServiceDatabase } from './service-database.js';
import { serviceFacts } from './service-facts.js';
import { setUpDatabase } from './set-up-database.js';

const facts = serviceFacts();
facts.index({ own: 1 }, { name: 'own' });
const consent: ServiceDatabase = {
  name: 'consent',
  collections: [facts],
};
const declared = { indexes: indexesOf(consent).data, migrations: migrationsOf(consent) };
let database: TestDatabase;
const made: TestDatabase[] = [];
beforeEach(async () => {
  database = await testDatabase('open');
  made.push(database);
});
afterAll(() => Promise.all(made.map((one) => one.drop())));

const open = (profile: 'production' | 'embedded') => openDatabase(database.connection, declared, { profile });
const setUp = () => setUpDatabase(consent, { data: database.connection, keys: database.connection });
const migrations = () => database.connection.db!.collection<{ _id: string }>('migrations');

describe('A service that starts', () => {
  test('opens a database that was set up', async () => {
    expect(await setUp()).toEqual(['2026-11-23-salt-facts']);
    expect(await setUp()).toEqual([]);
    expect(await open('production')).toBe(database.connection);
  });

  test('refuses one that was not, and says what to run', async () => {
    await expect(open('production')).rejects.toThrow(
      `the database ${database.name} is older than this version: 2026-11-23-salt-facts not applied; run seloste databases apply`,
    );
  });

  test('refuses one without an index that this version needs, and with another one under its name', async () => {
    await setUp();
    const facts = database.connection.db!.collection('facts');
    await facts.dropIndex('own');
    await expect(open('production')).rejects.toThrow(
      /the index facts\.own is missing; run seloste databases/,
    );
    await facts.createIndex({ other: 1 }, { name: 'own' });
    await expect(open('production')).rejects.toThrow(/the index facts\.own is another than declared/);
  });

  test.each(['production', 'embedded'] as const)(
    'refuses in the profile %s one that a newer version has migrated',
    async (profile) => {
      await setUp();
      await migrations().insertOne({ _id: '2099-01-01-later' });
      await expect(open(profile)).rejects.toThrow(/is of a newer version: it has 2099-01-01-later/);
    },
  );

  test('sets it up itself in the embedded profile alone', async () => {
    await open('embedded');
    expect(await open('production')).toBe(database.connection);
  });
});

test('facts of a version before the ledger get their salt by the migration, and are sealed', async () => {
  const old = Array.from({ length: 1500 }, (_, index) => ({
    _id: `old-${index}`,
    type: 'told',
    at: '2026-07-01T09:00:00.000Z',
    on: '2026-07-01',
    takenAt: new Date('2026-07-01T09:00:01Z'),
  }));
  const facts = new FactCollection(database.connection);
  await facts.collection.insertMany(old);
  const store = new LedgerStore(database.connection);
  const sealer = new LedgerSealer({ service: 'consent', facts, store, key: testLedgerKey() });
  expect(await sealer.round()).toBe(0);
  await setUp();
  expect(await facts.collection.countDocuments({ salt: { $exists: true } })).toBe(1500);
  expect(await sealer.round()).toBe(1500);
});
