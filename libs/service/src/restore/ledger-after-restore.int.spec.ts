import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { LedgerCheck, type LedgerReport, signedByOneOf } from '#ledger';
import {
  backUp,
  checkBackup,
  encodeEntry,
  ErasureLedger,
  exportLedger,
  type Fact,
  FactCollection,
  declaredIndexes,
  factIndexes,
  type JournalEntry,
  JournalSeal,
  storageCollections,
  LedgerSealer,
  LedgerStore,
  loadBackup,
  Lots,
  markSealed,
  createIndexes,
  readErasures,
  TransientStorageError,
} from '#storage';
import {
  eventually,
  fixedHashKeys,
  testDatabase,
  type TestDatabase,
  testSecrets,
  type TestSecrets,
} from '#testing';
import { testLedgerKey } from '../../../ledger/src/ledger.builder.js';
import { applyErasures } from './apply-erasures.js';
import { JournalReplay } from './replay-journal.js';

jest.setTimeout(60_000);

const key = testLedgerKey();
const because = { reason: 'erased', occasion: 'r-1' };
const about = { service: 'consent', what: 'data', policies: [] } as const;
const aFact = (_id: string): Fact =>
  ({
    _id,
    type: 'told',
    at: '2026-07-01T09:00:00Z',
    on: '2026-07-01',
    takenAt: new Date(),
    order: '8812',
  }) as Fact;

let database: TestDatabase;
let keys: TestDatabase;
let secrets: TestSecrets;
let seal: JournalSeal;
let folder: string;
let journaled: JournalEntry[];
let away = false;
let daysAgo = 0;
/** As many facts make a lot. */
let least = 1000;
beforeAll(async () => {
  [database, keys, secrets] = await Promise.all([
    testDatabase('after'),
    testDatabase('after_keys'),
    testSecrets(),
  ]);
  seal = await JournalSeal.load('consent', secrets.journalKeyFile);
});
afterAll(() => Promise.all([database.drop(), keys.drop(), secrets.remove()]));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seloste-after-'));
  [journaled, away, daysAgo] = [[], false, 0];
  await database.connection.dropDatabase();
  await createIndexes(database.connection, [
    ...factIndexes(),
    ...declaredIndexes(...storageCollections.data),
  ]);
});

/** As it comes back from the broker. */
const journal = {
  append: async (entries: readonly JournalEntry[]): Promise<void> => {
    if (away) throw new Error('the broker is away');
    journaled.push(...seal.open(seal.seal(entries.flatMap(encodeEntry))));
  },
};
const store = (): LedgerStore => new LedgerStore(database.connection);
const facts = (erasures?: ErasureLedger): FactCollection => {
  const lots = new Lots(database.connection, least);
  return new FactCollection(database.connection, { journal, lots, ...(erasures && { erasures }) });
};
const raw = (name: string) => database.connection.db!.collection<{ _id: string; seal?: string }>(name);

/** Until none of them is in a lot that may still grow. */
async function written(all: FactCollection, ...ids: readonly string[]): Promise<void> {
  await all.insertMany(ids.map(aFact));
  const lots = (await all.collection.distinct('seal')).map(String);
  await eventually(
    async () => (await raw('lots').countDocuments({ _id: { $in: lots }, state: 'open' })) === 0,
  );
}
const clockMs = (): number => Date.now() - daysAgo * 86_400_000;
const sealer = (): LedgerSealer =>
  new LedgerSealer({ service: 'consent', facts: facts(), store: store(), key, journal, clockMs });

async function verified(): Promise<LedgerReport> {
  const { connection } = database;
  const source = { service: 'consent', connection, facts: facts().collection, store: store(), key };
  const check = new LedgerCheck({ isSigned: signedByOneOf([key.publicKey]) });
  for await (const line of exportLedger(source)) check.take(JSON.parse(JSON.stringify(line)));
  return check.end();
}

const leaseEnds = () => raw('leases').updateOne({}, { $set: { until: new Date(0) } });

async function sealOnce(): Promise<void> {
  await leaseEnds();
  await sealer().round();
}

const seals = (entry: JournalEntry): boolean => entry.kind === 'put' && entry.collection === 'seals';

async function lose(): Promise<void> {
  await database.connection.dropDatabase();
  await loadBackup(database.connection, join(folder, 'b'), await checkBackup(join(folder, 'b'), about));
  await createIndexes(database.connection, [
    ...factIndexes(),
    ...declaredIndexes(...storageCollections.data),
  ]);
}

async function restore(entries: readonly JournalEntry[], erasureFolder?: string): Promise<void> {
  await lose();
  const first = (await store().lastSeal())?.seal ?? 0;
  const replay = new JournalReplay(database.connection, keys.connection);
  for (const entry of entries) await replay.apply(entry);
  await replay.finish([]);
  await markSealed(database.connection, first);
  if (erasureFolder !== undefined)
    await applyErasures(
      database.connection,
      [...(await readErasures(erasureFolder, 'consent')).values()].flat(),
      fixedHashKeys(),
    );
}

/** Sealed before the backup, after it, and not yet; told twice, erased and stripped on both sides. */
async function aHistory(erasures?: ErasureLedger): Promise<void> {
  const one = sealer();
  const all = facts(erasures);
  daysAgo = 2;
  await written(all, 'a', 'b', 'c');
  await one.round();
  daysAgo = 0;
  await written(all, 'd', 'd2');
  await backUp(database.connection, join(folder, 'b'), about);
  await one.round();
  await written(all, 'e', 'f', 'g');
  await one.round();
  await all.erase({ _id: { $in: ['a', 'e'] } }, because);
  await all.strip({ _id: { $in: ['b', 'f'] } }, { unset: ['order'] }, because);
  await one.round();
  await all.insertMany([aFact('h')]);
}

describe.each([
  ['marked one by one', 1000],
  ['sealed as lots', 2],
])('The ledger after a restore, of facts %s,', (_, many) => {
  beforeAll(() => {
    least = many;
  });

  test('goes on where it was: seals of after the backup hold what the journal brought back', async () => {
    await aHistory();
    const before = { report: await verified(), last: await store().lastSeal() };
    expect(before.report.findings).toEqual([]);
    await restore(journaled);
    expect(await store().lastSeal()).toEqual(before.last);
    expect({ ...(await verified()), at: '' }).toEqual({ ...before.report, at: '' });
    await facts().insertMany([aFact('i')]);
    await sealOnce();
    expect(await verified()).toMatchObject({ findings: [], seals: before.report.seals + 1, pending: 0 });
  });

  test('is the same however often the journal is told', async () => {
    await aHistory();
    const before = await verified();
    await restore([...journaled, ...journaled]);
    expect({ ...(await verified()), at: '' }).toEqual({ ...before, at: '' });
  });

  test('names a sealed fact that the journal does not bring back', async () => {
    await aHistory();
    const without = journaled.map((entry) =>
      entry.kind === 'put'
        ? { ...entry, documents: entry.documents.filter((one) => (one as Fact)._id !== 'g') }
        : entry,
    );
    await restore(without);
    expect((await verified()).findings).toEqual([expect.objectContaining({ problem: 'record-removed' })]);
  });

  test('takes a fact as it was stored, where a process died before it told the journal of it', async () => {
    await backUp(database.connection, join(folder, 'b'), about);
    const dying = new FactCollection(database.connection);
    await dying.insertMany([aFact('a')]);
    await sealer().round();
    // Told again after the crash, with another moment of intake and another salt.
    await facts().insertMany([{ ...aFact('a'), takenAt: new Date(5) }]);
    await restore(journaled);
    expect(await verified()).toMatchObject({ findings: [], records: 1 });
  });

  test('takes a fact as its seal holds it, where a write that never came about had told the journal of it', async () => {
    await backUp(database.connection, join(folder, 'b'), about);
    const all = new FactCollection(database.connection, { journal, attempts: 1 });
    jest.spyOn(all.collection, 'insertMany').mockRejectedValueOnce(new TransientStorageError('away'));
    await expect(all.insertMany(['a', 'b'].map(aFact))).rejects.toThrow(TransientStorageError);
    // As the queue gives it again: with another moment of intake and another salt.
    await all.insertMany(['a', 'b'].map((id) => ({ ...aFact(id), takenAt: new Date(5) })));
    await sealer().round();
    await all.strip({ _id: 'b' }, { unset: ['order'] }, because);
    await restore(journaled);
    expect(await verified()).toMatchObject({ findings: [] });
  });

  test('holds a note for what the erasure ledger alone took away', async () => {
    const erasures = await ErasureLedger.open(folder, 'consent', fixedHashKeys());
    await aHistory(erasures);
    await erasures.close();
    const lost = journaled.filter(
      (entry) =>
        entry.kind !== 'erased' && !(entry.kind === 'put' && JSON.stringify(entry).includes('ledger.erased')),
    );
    await restore(
      lost.filter((entry) => !seals(entry)),
      folder,
    );
    await sealOnce();
    expect((await verified()).findings).toEqual([]);
  });

  test('brings seals into the journal once it is back, in their order', async () => {
    away = true;
    await new FactCollection(database.connection).insertMany([aFact('a')]);
    await expect(sealer().round()).rejects.toThrow('the broker is away');
    expect(await verified()).toMatchObject({ findings: [], seals: 1, pending: 0 });
    away = false;
    await sealOnce();
    expect(journaled).toEqual([
      expect.objectContaining({ collection: 'seals', documents: [expect.objectContaining({ _id: 1 })] }),
      expect.objectContaining({ collection: 'heads', documents: [] }),
    ]);
  });
});

const leftBehind = () =>
  raw('lots').updateMany({}, { $set: { openedAt: new Date(Date.now() - 11 * 60_000) } });
let ended: Parameters<Lots['end']>;
const closed = () => new Lots(database.connection).end(...ended);

describe('A lot that the backup caught while it was written', () => {
  beforeEach(async () => {
    least = 2;
    const ending = jest.spyOn(Lots.prototype, 'end').mockResolvedValue();
    await facts().insertMany(['a', 'b', 'c'].map(aFact));
    [ended] = ending.mock.calls as [typeof ended];
    ending.mockRestore();
    const last = await raw('facts').findOneAndDelete({ _id: 'c' });
    await backUp(database.connection, join(folder, 'b'), about);
    await raw('facts').insertOne(last!);
  });

  test.each([
    ['sealed as a whole since', closed],
    ['taken apart and sealed fact by fact since', leftBehind],
  ])('is not sealed again where it was %s', async (_, then) => {
    await then();
    await sealOnce();
    const before = await verified();
    expect(before).toMatchObject({ findings: [], seals: 1, records: 3, pending: 0 });
    await restore(journaled);
    expect({ ...(await verified()), at: '' }).toEqual({ ...before, at: '' });
    await leftBehind();
    await sealOnce();
    expect({ ...(await verified()), at: '' }).toEqual({ ...before, at: '' });
  });

  test('is sealed once where no seal of it was journaled', async () => {
    await closed();
    await restore(journaled);
    expect(await verified()).toMatchObject({ findings: [], seals: 0, pending: 3 });
    await sealOnce();
    await sealOnce();
    expect(await verified()).toMatchObject({ findings: [], seals: 1, records: 3, pending: 0 });
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));
