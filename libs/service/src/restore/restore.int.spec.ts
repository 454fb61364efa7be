import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  backUp,
  beginRestore,
  checkBackup,
  ErasureLedger,
  finishRestore,
  loadBackup,
  onceRestored,
  readErasures,
  refuseHalfRestored,
} from '#storage';
import { fixedHashKeys, testDatabase, type TestDatabase } from '#testing';
import { applyErasures } from './apply-erasures.js';
import { JournalReplay } from './replay-journal.js';

jest.setTimeout(30_000);

let data: TestDatabase;
let keys: TestDatabase;
let folder: string;
beforeAll(async () => {
  [data, keys] = await Promise.all([testDatabase('restore'), testDatabase('restore_keys')]);
});
afterAll(() => Promise.all([data.drop(), keys.drop()]));
beforeEach(async () => {
  await Promise.all([data.connection.dropDatabase(), keys.connection.dropDatabase()]);
  folder = await mkdtemp(join(tmpdir(), 'seloste-backup-'));
});

afterEach(() => rm(folder, { recursive: true }));

const facts = () => data.connection.db!.collection<{ _id: string; [more: string]: unknown }>('facts');
const living = async (): Promise<readonly string[]> =>
  (await keys.connection.db!.collection('keys').find().toArray()).map(({ kid }) => String(kid)).sort();
const idsLeft = async (): Promise<readonly string[]> =>
  (await facts().find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
const about = { service: 'consent', what: 'data', policies: ['p-1'] } as const;

describe('A backup', () => {
  test('comes back as it was: every collection, with dates and bytes', async () => {
    const documents = Array.from({ length: 2500 }, (_, n) => ({ _id: `f-${n}`, at: new Date(n), n }));
    await facts().insertMany(documents);
    await data.connection.db!.collection('parties').insertOne({ name: 'x'.repeat(100_000) });
    const manifest = await backUp(data.connection, join(folder, 'b'), about);
    expect(manifest).toMatchObject({
      ...about,
      clusterTime: expect.stringMatching(/^[1-9]\d*\.\d+$/),
      collections: [
        { name: 'facts', documents: 2500 },
        { name: 'parties', documents: 1 },
      ],
    });
    await data.connection.dropDatabase();
    await loadBackup(data.connection, join(folder, 'b'), await checkBackup(join(folder, 'b'), about));
    expect(await facts().find().sort({ n: 1 }).toArray()).toEqual(documents);
  });

  test('is refused where a file was changed, it is of another service, or its folder was in use', async () => {
    await facts().insertOne({ _id: 'f-1' });
    await backUp(data.connection, folder, about);
    await expect(checkBackup(folder, { ...about, service: 'retention' })).rejects.toThrow(
      'not the data of retention',
    );
    await expect(checkBackup(folder, { ...about, what: 'keys' })).rejects.toThrow('not the keys of consent');
    await appendFile(join(folder, 'facts.bson'), 'x');
    await expect(checkBackup(folder, about)).rejects.toThrow('facts.bson is not as it was backed up');
    await expect(backUp(data.connection, folder, about)).rejects.toThrow('is not empty');
    await expect(checkBackup(join(folder, 'none'), about)).rejects.toThrow('no manifest.json');
    expect(await readFile(join(folder, 'manifest.json'), 'utf8')).toContain('"p-1"');
    expect((await readdir(folder)).sort()).toEqual(['facts.bson', 'manifest.json']);
  });
});

describe('A restored database', () => {
  test('is not opened before its end, and what is to be made good is made good once', async () => {
    await refuseHalfRestored(data.connection);
    await beginRestore(data.connection);
    await expect(refuseHalfRestored(data.connection)).rejects.toThrow('not restored to its end');
    await expect(beginRestore(data.connection)).rejects.toThrow('restores holds documents');
    const work = jest.fn(async () => undefined);
    await onceRestored(data.connection, 'parties', work);
    expect(work).toHaveBeenCalledTimes(0);
    await finishRestore(data.connection);
    await refuseHalfRestored(data.connection);
    await onceRestored(data.connection, 'parties', work);
    await onceRestored(data.connection, 'parties', work);
    expect(work).toHaveBeenCalledTimes(1);
  });

  test('must be empty at first', async () => {
    await facts().insertOne({ _id: 'f-1' });
    await expect(beginRestore(data.connection)).rejects.toThrow('facts holds documents');
  });
});

const put = (...documents: readonly object[]) => ({ kind: 'put', collection: 'facts', documents }) as const;
const key = (kid: string, party = 'p_1') => ({
  kind: 'keys' as const,
  documents: [{ _id: `${party}|directory`, kid }],
});
const replay = async (entries: readonly Parameters<JournalReplay['apply']>[0][], shredded: string[] = []) => {
  const journal = new JournalReplay(data.connection, keys.connection);
  for (const entry of entries) await journal.apply(entry);
  await journal.finish(shredded);
  return journal.replayed;
};
const step = (second: number, what: string) => ({ at: new Date(second * 1000), what });

describe('The replay of a journal', () => {
  test('adds what is new, leaves what is there, and may be repeated', async () => {
    await facts().insertOne({ _id: 'f-1', from: 'backup' });
    const entries = [
      put({ _id: 'f-1', from: 'journal' }, { _id: 'f-2' }),
      put({ _id: 'f-2' }, { _id: 'f-3', seal: 'of no lot here' }),
    ];
    expect(await replay(entries)).toMatchObject({ put: 2, skipped: 2 });
    expect(await replay(entries)).toMatchObject({ put: 0, skipped: 4 });
    expect((await facts().findOne({ _id: 'f-1' }))?.['from']).toBe('backup');
    expect(await idsLeft()).toEqual(['f-1', 'f-2', 'f-3']);
    expect(await facts().countDocuments({ seal: null })).toBe(3);
  });

  test('erases what the journal says is erased, also where the fact is told after it', async () => {
    await facts().insertOne({ _id: 'f-1' });
    const strip = { unset: ['name'], set: { type: 'emptied' } };
    await replay([
      { kind: 'erased', ids: ['f-1', 'f-2'] },
      { kind: 'erased', ids: ['f-3'], strip, salts: ['s-2'] },
      put({ _id: 'f-2' }, { _id: 'f-3', name: 'Anna', salt: 's-1' }, { _id: 'f-4' }),
    ]);
    expect(await facts().find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 'f-3', type: 'emptied', salt: 's-2' },
      { _id: 'f-4' },
    ]);
  });

  test('parks again what the backup has as decided, and leaves what was decided after it was parked', async () => {
    const parked = data.connection.db!.collection<{ _id: string; [more: string]: unknown }>('parked');
    const message = (id: string, second: number, state = 'parked', ...before: object[]) => ({
      _id: id,
      state,
      at: new Date(second * 1000),
      history: [step(second, 'parked'), ...before],
      ...(state === 'parked' && { body: { ct: 'sealed' } }),
    });
    await parked.insertMany([
      message('came-again', 1, 'replayed', step(2, 'replayed')),
      message('decided', 1, 'discarded', step(2, 'discarded')),
    ]);
    const documents = [message('decided', 1), message('came-again', 1), message('came-again', 5)];
    await replay([{ kind: 'put', collection: 'parked', documents }]);
    expect(await parked.find().sort({ _id: 1 }).toArray()).toEqual([
      {
        ...message('came-again', 5),
        history: [step(1, 'parked'), step(2, 'replayed'), step(5, 'parked')],
      },
      message('decided', 1, 'discarded', step(2, 'discarded')),
    ]);
  });

  test('leaves no shredded key, of the backup, of the journal or by the ledger, in whatever order', async () => {
    await keys.connection.db!.collection<{ _id: string; kid: string }>('keys').insertMany([
      { _id: 'p_1|directory', kid: 'k-1' },
      { _id: 'p_3|directory', kid: 'k-3' },
    ]);
    await replay(
      [key('k-2'), { kind: 'shredded', kids: ['k-1'] }, key('k-4', 'p_4'), key('k-5', 'p_5')],
      ['k-3', 'k-4'],
    );
    expect(await living()).toEqual(['k-2', 'k-5']);
    await replay([{ kind: 'shredded', kids: ['k-5'] }, key('k-5', 'p_5')]);
    expect(await living()).toEqual(['k-2']);
  });

  test('says so where two keys claim one place', async () => {
    await expect(replay([key('k-1'), key('k-2')])).rejects.toThrow('keys and journal do not fit');
  });
});

describe('The erasure ledger', () => {
  test('alone removes, empties and remembers, whatever backup and journal hold', async () => {
    const ledger = await ErasureLedger.open(folder, 'consent', fixedHashKeys());
    await ledger.erased(['f-1'], 'c-1');
    await ledger.erased(['f-2'], 'c-2', { unset: ['name'] });
    const tombstone = { _id: 't-1', type: 'party.erased', party: 'p_1', takenAt: new Date(5) };
    await ledger.tombstone(tombstone, 'c-1');
    await ledger.close();
    await facts().insertMany([{ _id: 'f-1' }, { _id: 'f-2', name: 'Anna' }, { _id: 'f-3', name: 'Bo' }]);
    const lines = [...(await readErasures(folder, 'consent')).values()].flat();
    expect(await applyErasures(data.connection, lines, fixedHashKeys())).toBe(2);
    expect(await applyErasures(data.connection, lines, fixedHashKeys())).toBe(1);
    expect(await facts().find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 'f-2', salt: expect.anything() },
      { _id: 'f-3', name: 'Bo' },
      { ...tombstone, salt: expect.anything() },
    ]);
  });
});
