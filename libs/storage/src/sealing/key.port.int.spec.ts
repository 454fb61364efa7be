import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { eventually, planUses, testDatabase, testSecrets } from '#testing';
import type { TestDatabase, TestSecrets } from '#testing';
import { noErasures } from '../erasures/erasure-ledger.js';
import type { JournalEntry } from '../journal/journal.port.js';
import { createIndexes } from '../create-indexes.js';
import { TransientStorageError } from '../storage-errors.js';
import type { KeyPort } from './key.port.js';
import { FileMasterKey } from './master-key.js';
import type { MasterKey } from './master-key.port.js';
import { MemoryKeys } from './memory-keys.fake.js';
import { declaredIndexes } from '../schema/declared-indexes.js';
import { storageCollections } from '../schema/every-service.js';
import { MongoKeys } from './mongo-keys.js';
import type { MongoKeysOptions } from './mongo-keys.js';
import type { KeyRef, SealClass } from './sealed.js';
import { Sealer } from './sealer.js';

jest.setTimeout(30_000);

let database: TestDatabase;
let secrets: TestSecrets;
beforeAll(async () => {
  [database, secrets] = await Promise.all([testDatabase('keys'), testSecrets()]);
  await createIndexes(database.connection, declaredIndexes(...storageCollections.keys));
});
afterAll(() => Promise.all([database.drop(), secrets.remove()]));

const instance = (options?: MongoKeysOptions): MongoKeys =>
  new MongoKeys(database.connection, secrets.masterKey, options);

describe.each<[string, () => KeyPort]>([
  ['MongoKeys', () => instance()],
  ['MongoKeys without memory', () => instance({ mostCached: 0 })],
  ['the fake MemoryKeys', () => new MemoryKeys()],
])('%s keeps the contract of a key port', (_, make) => {
  test('the same party and class has the same key, made once', async () => {
    const keys = make();
    const [party] = parties();
    const [first] = await keys.getOrCreate([ref(party)]);
    expect(await keys.getOrCreate([ref(party), ref(party)])).toEqual([first, first]);
    expect(await keys.get([ref(party)])).toEqual([first]);
    expect(first!.key).toHaveLength(32);
  });

  test('parties and classes never share a key', async () => {
    const keys = make();
    const [one, two] = parties();
    const all = await keys.getOrCreate([ref(one), ref(one, 'proof'), ref(two), ref(two, 'request')]);
    expect(new Set(all.map(({ key }) => key.toString('hex'))).size).toBe(4);
    expect(new Set(all.map(({ kid }) => kid)).size).toBe(4);
  });

  test('a key that was never made is not there, and asking does not make it', async () => {
    const keys = make();
    const [one, two] = parties();
    const [key] = await keys.getOrCreate([ref(two)]);
    expect(await keys.get([ref(one), ref(two), ref(one)])).toEqual([undefined, key, undefined]);
  });

  test('a shred takes the one class, and the next key is another one', async () => {
    const keys = make();
    const [party] = parties();
    const [directory, proof] = await keys.getOrCreate([ref(party), ref(party, 'proof')]);
    await keys.shred(party, 'directory');
    expect(await keys.get([ref(party), ref(party, 'proof')])).toEqual([undefined, proof]);
    const [next] = await keys.getOrCreate([ref(party)]);
    expect(next!.kid).not.toBe(directory!.kid);
    expect(next!.key).not.toEqual(directory!.key);
  });

  test('a shred without a class takes all, of this party only, and may be repeated', async () => {
    const keys = make();
    const [one, two] = parties();
    const [, , other] = await keys.getOrCreate([ref(one), ref(one, 'proof'), ref(two)]);
    await keys.shred(one);
    await keys.shred(one);
    expect(await keys.get([ref(one), ref(one, 'proof'), ref(two)])).toEqual([undefined, undefined, other]);
  });

  test('many ask at once for keys that do not exist yet, and all get the same', async () => {
    const keys = make();
    const refs = Array.from({ length: 40 }, () => ref(parties()[0]));
    const asked = await Promise.all(Array.from({ length: 6 }, () => keys.getOrCreate(refs)));
    for (const each of asked) expect(each).toEqual(asked[0]);
  });
});

describe('two instances of a service', () => {
  test('make each key once, whoever is first', async () => {
    const refs = Array.from({ length: 200 }, () => ref(parties()[0]));
    const shuffled = refs.toReversed();
    const [one, two] = await Promise.all([instance().getOrCreate(refs), instance().getOrCreate(shuffled)]);
    expect(two).toEqual(one.toReversed());
  });

  test('open what the other one sealed', async () => {
    const [party] = parties();
    const sealed = await new Sealer(instance()).seal(party, 'request', { name: 'Anna' });
    expect(await new Sealer(instance()).open(sealed, party, 'request')).toEqual({ name: 'Anna' });
  });

  test('hear of a shred by the other one before they next use a key, once what they know is no longer fresh', async () => {
    const [one, two] = [instance({ freshForMs: 100 }), instance({ freshForMs: 100 })];
    const [party, bystander] = parties();
    const sealed = await new Sealer(one).seal(party, 'directory', 'secret');
    const [, other] = await two.get([ref(party), ref(bystander)]);
    expect(await new Sealer(two).open(sealed, party, 'directory')).toBe('secret');
    await one.shred(party);
    expect(await new Sealer(one).open(sealed, party, 'directory')).toBe('shredded');
    await pause(110);
    expect(await new Sealer(two).open(sealed, party, 'directory')).toBe('shredded');
    const [next] = await two.getOrCreate([ref(party)]);
    expect(await one.get([ref(party), ref(bystander)])).toEqual([next, other]);
  });

  test('never bring a key back that was shredded while they were reading it', async () => {
    const unhurried = { freshForMs: 0 };
    for (let round = 0; round < 20; round++) {
      const [one, two] = [instance(unhurried), instance(unhurried)];
      const [party] = parties();
      const [dead] = await one.getOrCreate([ref(party)]);
      await Promise.all([
        one.shred(party),
        two.get([ref(party)]),
        two.get([ref(party)]),
        one.get([ref(party)]),
      ]);
      for (const each of [one, two]) expect((await each.get([ref(party)]))[0]?.kid).not.toBe(dead!.kid);
    }
  });
});

test('an instance that shreds a key while it is still unwrapping it does not remember it', async () => {
  const [party] = parties();
  await instance().getOrCreate([ref(party)]);
  const [reached, released] = [new Gate(), new Gate()];
  const slow: MasterKey = {
    current: 'm1',
    wrap: (items) => secrets.masterKey.wrap(items),
    unwrap: async (items) => {
      if (items.length > 0) reached.open();
      await released.opened;
      return secrets.masterKey.unwrap(items);
    },
  };
  const keys = new MongoKeys(database.connection, slow);
  const reading = keys.get([ref(party)]);
  await reached.opened;
  await keys.shred(party);
  released.open();
  await reading;
  expect(await keys.get([ref(party)])).toEqual([undefined]);
});

describe('the key database', () => {
  test('holds no key that opens without the master key', async () => {
    const [party] = parties();
    const [key] = await instance().getOrCreate([ref(party)]);
    const stored = await database.connection
      .db!.collection<{ _id: string }>('keys')
      .findOne({ _id: `${party}|directory` });
    expect(JSON.stringify(stored)).not.toContain(key!.key.toString('base64'));
    const stranger = new FileMasterKey({ current: 'm1', keys: new Map([['m1', Buffer.alloc(32, 99)]]) });
    await expect(new MongoKeys(database.connection, stranger).get([ref(party)])).rejects.toThrow();
  });

  test('refuses a wrapped key that was moved to another party', async () => {
    const [one, two] = parties();
    await instance().getOrCreate([ref(one), ref(two)]);
    const keys = database.connection.db!.collection<{ _id: string }>('keys');
    const { _id, ...moved } = (await keys.findOne({ _id: `${one}|directory` }))!;
    await keys.updateOne({ _id: `${two}|directory` }, { $set: moved });
    await expect(instance().get([ref(two)])).rejects.toThrow();
  });

  test('keeps opening under an older master key, and wraps under the current one', async () => {
    const [one, two] = parties();
    const [old] = await instance().getOrCreate([ref(one)]);
    const both = new Map([
      ['m1', Buffer.alloc(32, 1)],
      ['m2', Buffer.alloc(32, 2)],
    ]);
    const rotated = new MongoKeys(database.connection, new FileMasterKey({ current: 'm2', keys: both }));
    expect((await rotated.getOrCreate([ref(one), ref(two)]))[0]).toEqual(old);
    const made = await database.connection
      .db!.collection<{ _id: string }>('keys')
      .findOne({ _id: `${two}|directory` });
    expect(made).toMatchObject({ by: 'm2' });
    await expect(instance().get([ref(two)])).rejects.toThrow('master key m2 is not in the key file');
  });

  test('opens under a bare master key, and under the same key once it is listed by its name', async () => {
    const path = join(tmpdir(), `seloste-bare-${process.pid}.key`);
    const bytes = Buffer.alloc(32, 5);
    await writeFile(path, `${bytes.toString('base64url')}\n`);
    const [party] = parties();
    const [key] = await new MongoKeys(database.connection, await FileMasterKey.load(path)).getOrCreate([
      ref(party),
    ]);
    await rm(path);
    const listed = new FileMasterKey({
      current: 'm2',
      keys: new Map([
        ['m2', Buffer.alloc(32, 6)],
        ['me634045068', bytes],
      ]),
    });
    expect(await new MongoKeys(database.connection, listed).get([ref(party)])).toEqual([key]);
  });

  describe('tells the journal', () => {
    let told: JournalEntry[] = [];
    let away = false;
    const append = async (entries: readonly JournalEntry[]): Promise<void> => {
      if (away) throw new TransientStorageError('the journal is away');
      told.push(...entries);
    };
    const shredded = jest.fn(async (_kids: readonly string[], _because: string) => undefined);
    const journaling = (): MongoKeys =>
      instance({ journal: { append }, erasures: { ...noErasures, shredded } });
    beforeEach(async () => {
      await database.connection.db!.collection('keys').deleteMany({});
      [told, away] = [[], false];
    });

    test('each new key, wrapped, and owes it no more', async () => {
      const [party] = parties();
      const [key] = await journaling().getOrCreate([ref(party)]);
      await eventually(async () => (await owed()) === 0);
      expect(told).toEqual([
        {
          kind: 'keys',
          documents: [
            {
              _id: `${party}|directory`,
              kid: key!.kid,
              by: 'm1',
              wrapped: expect.any(mongo.Binary),
              createdAt: expect.any(Date),
            },
          ],
        },
      ]);
    });

    test('later what it was away for: keys are given out all the same', async () => {
      away = true;
      const keys = journaling();
      const [key] = await keys.getOrCreate([ref(parties()[0])]);
      await expect(keys.journalOwed()).rejects.toThrow(TransientStorageError);
      expect(await owed()).toBe(1);
      away = false;
      keys.start(20);
      await eventually(async () => (await owed()) === 0);
      keys.stop();
      expect(told[0]).toMatchObject({ kind: 'keys', documents: [{ kid: key!.kid }] });
    });

    test('and the ledger which keys are destroyed, before they are', async () => {
      const keys = journaling();
      const [party] = parties();
      const [key] = await keys.getOrCreate([ref(party)]);
      await eventually(async () => (await owed()) === 0);
      away = true;
      await expect(keys.shred(party)).rejects.toThrow(TransientStorageError);
      expect(await keys.get([ref(party)])).toEqual([key]);
      away = false;
      await keys.shred(party);
      expect(told.at(-1)).toEqual({ kind: 'shredded', kids: [key!.kid] });
      expect(shredded).toHaveBeenLastCalledWith([key!.kid], 'shredded');
      expect(await keys.get([ref(party)])).toEqual([undefined]);
    });

    test('and finds what it owes by an index', async () => {
      const keys = database.connection.db!.collection('keys');
      const plan = await planUses(keys.find({ owed: true }).limit(1000));
      expect(plan).toMatchObject({ indexes: ['owed'], scansCollection: false });
    });
  });

  test('is asked for shreds by an index', async () => {
    const shreds = database.connection.db!.collection('shreds');
    const plan = await planUses(shreds.find({ at: { $gte: new Date() } }));
    expect(plan).toMatchObject({ indexes: ['at'], scansCollection: false });
  });
});

const owed = (): Promise<number> => database.connection.db!.collection('keys').countDocuments({ owed: true });

let made = 0;
const parties = (): [string, string] => [`p_h1_${++made}`, `p_h1_${++made}`];
const ref = (party: string, cls: SealClass = 'directory'): KeyRef => ({ party, cls });

class Gate {
  private release: (() => void) | undefined;
  readonly opened = new Promise<void>((resolve) => (this.release = resolve));

  open(): void {
    this.release?.();
  }
}
