import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { pino } from 'pino';
import {
  databaseOf,
  type Journal,
  type JournalEntry,
  createIndexes,
  declaredIndexes,
  TransientStorageError,
} from '#storage';
import { eventually, testDatabase, type TestDatabase } from '#testing';
import { JournalReplay } from '../restore/replay-journal.js';
import { AuditJournal, type AuditJournalOptions } from './audit-journal.js';
import { audit as auditSchema } from './audit-record.schema.js';
import { type AuditRecord, firstIdOf } from './audit-record.js';

jest.setTimeout(30_000);

let database: TestDatabase;
let restored: TestDatabase;
let entries: JournalEntry[];
let away: boolean;
let running: AuditJournal[];
const journal: Journal = {
  append: async (some) => {
    if (away) throw new TransientStorageError('the journal is away');
    entries.push(...some);
  },
};

beforeAll(async () => {
  [database, restored] = await Promise.all([testDatabase('audit_journal'), testDatabase('audit_restored')]);
});
afterAll(() => Promise.all([database.drop(), restored.drop()]));
beforeEach(async () => {
  [entries, away, running] = [[], false, []];
  await Promise.all([database.connection.dropDatabase(), restored.connection.dropDatabase()]);
  await createIndexes(database.connection, declaredIndexes(auditSchema));
  await leases().insertOne({ _id: 'audit/earlier' as never, overAt: new Date() });
});
afterEach(() => Promise.all(running.map((one) => one.onApplicationShutdown())));

const audit = () => databaseOf(database.connection).collection<AuditRecord>('audit');
const leases = () => databaseOf(database.connection).collection('leases');
const told = (): readonly string[] =>
  entries.flatMap((entry) =>
    'documents' in entry ? entry.documents.map((one) => (one as AuditRecord)._id) : [],
  );

async function start(options: AuditJournalOptions = {}): Promise<AuditJournal> {
  const started = new AuditJournal(database.connection, journal, pino({ level: 'silent' }), {
    everyMs: 20,
    ...options,
  });
  await started.onApplicationBootstrap();
  running.push(started);
  return started;
}

/** Durable, as the trail makes it. */
async function recorded(n: number, at = new Date()): Promise<AuditRecord> {
  const record = {
    _id: `${firstIdOf(at)}-${String(n).padStart(18, '0')}`,
    type: 'audit',
    who: 'desk-1',
    role: 'desk',
    method: 'POST',
    route: '/v1/x',
    request: `r-${n}`,
    status: 200,
    outcome: 'done',
    takenAt: at,
    on: '2026-11-23',
    at: at.toISOString(),
    until: new Date(at.getTime() + 1e9),
    parties: ['p_1'],
  } as unknown as AuditRecord;
  await audit().insertOne(record);
  return record;
}

describe('Audit records', () => {
  test('are in the journal soon after they are durable, together, and come back from it', async () => {
    const teller = await start();
    const records = await Promise.all([1, 2, 3].map((n) => recorded(n)));
    records.forEach((record) => teller.tell(record));
    await eventually(() => told().length === 3);
    expect(entries).toHaveLength(1);
    const replay = new JournalReplay(restored.connection, restored.connection);
    for (const entry of entries) await replay.apply(entry);
    const back = await databaseOf(restored.connection).collection('audit').find().sort({ _id: 1 }).toArray();
    expect(back).toEqual(await audit().find().sort({ _id: 1 }).toArray());
  });

  test.each([
    ['held', 20_000],
    ['read from the database again where memory has no room', 1],
  ])('wait while the journal takes nothing, and nobody waits for them: %s', async (_, mostHeld) => {
    const teller = await start({ mostHeld });
    away = true;
    for (const n of [1, 2, 3]) teller.tell(await recorded(n));
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(told()).toEqual([]);
    away = false;
    await eventually(() => new Set(told()).size === 3);
  });

  test('of an instance that is gone are told by another, and then no more', async () => {
    const gone = await start({ everyMs: 60_000 });
    const record = await recorded(1);
    gone.tell(record);
    running = [];
    await leases().updateMany({ overAt: null }, { $set: { aliveAt: new Date(Date.now() - 61_000) } });
    await start();
    await eventually(() => told().includes(record._id));
    await eventually(async () => (await leases().countDocuments({ overAt: { $exists: true } })) === 2);
    entries = [];
    await start();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(told()).toEqual([]);
  });

  test('of a version that told nothing are told once, the first time', async () => {
    await leases().deleteMany({});
    const old = await recorded(1, new Date('2026-01-01'));
    await start();
    await eventually(() => told().includes(old._id));
  });

  test('that came last are told before the service has stopped', async () => {
    const teller = await start({ everyMs: 60_000 });
    const record = await recorded(1);
    teller.tell(record);
    await teller.onApplicationShutdown();
    expect(told()).toEqual(expect.arrayContaining([record._id]));
    expect(await leases().countDocuments({ overAt: null })).toBe(0);
  });
});
