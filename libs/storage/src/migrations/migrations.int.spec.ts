import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#testing';
import { openMongo } from '../open-mongo.js';
import { applyMigrations, type Migration, migrationState } from './migrations.js';

let database: TestDatabase;
let ran: string[];
beforeAll(async () => {
  database = await testDatabase('migrations');
});
afterAll(() => database.drop());
beforeEach(async () => {
  ran = [];
  await database.connection.dropDatabase();
});

const noting = (name: string, then: () => Promise<void> = async () => {}): Migration => ({
  name,
  up: async () => {
    ran.push(name);
    await then();
  },
});
const two = [noting('2027-02-01-b'), noting('2027-01-01-a')];
const recorded = (): Promise<unknown> => database.connection.db!.collection('migrations').find().toArray();

describe('migrations', () => {
  test('run once, in the order of their names, and are on record with their moment', async () => {
    expect(await applyMigrations(database.connection, two)).toEqual(['2027-01-01-a', '2027-02-01-b']);
    expect(await applyMigrations(database.connection, two)).toEqual([]);
    expect(ran).toEqual(['2027-01-01-a', '2027-02-01-b']);
    expect(await recorded()).toEqual([
      { _id: '2027-01-01-a', at: expect.any(Date) },
      { _id: '2027-02-01-b', at: expect.any(Date) },
    ]);
  });

  test('run once where two apply them at the same time', async () => {
    const other = await openMongo(database.uri);
    const slow = [noting('2027-01-01-a', () => new Promise((resolve) => setTimeout(resolve, 300)))];
    const applied = await Promise.all([database.connection, other].map((one) => applyMigrations(one, slow)));
    await other.close();
    expect(ran).toEqual(['2027-01-01-a']);
    expect(applied.flat()).toEqual(['2027-01-01-a']);
  });

  test('begin again with the one that was broken off, and let the lock go', async () => {
    const broken = noting('2027-02-01-b', () => Promise.reject(new Error('the disk is full')));
    await expect(applyMigrations(database.connection, [two[1]!, broken])).rejects.toThrow('the disk is full');
    expect(await migrationState(database.connection, two)).toEqual({
      pending: ['2027-02-01-b'],
      unknown: [],
    });
    expect(await applyMigrations(database.connection, two)).toEqual(['2027-02-01-b']);
  });

  test('take over the lock of one that died with it', async () => {
    const locks = database.connection.db!.collection<{ _id: string; until: Date }>('migration_lock');
    await locks.insertOne({ _id: 'lock', until: new Date(Date.now() - 1) });
    expect(await applyMigrations(database.connection, two)).toHaveLength(2);
  });

  test('are refused on a database that a newer version has migrated', async () => {
    await applyMigrations(database.connection, two);
    expect(await migrationState(database.connection, [two[1]!])).toEqual({
      pending: [],
      unknown: ['2027-02-01-b'],
    });
    await expect(applyMigrations(database.connection, [two[1]!])).rejects.toThrow(
      `the database ${database.name} is of a newer version: it has 2027-02-01-b; start that version`,
    );
  });
});
