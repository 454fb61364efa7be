import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { planUses, testDatabase } from '#testing';
import type { TestDatabase } from '#testing';
import { createIndexes } from '../create-indexes.js';
import type { MasterKey } from './master-key.port.js';
import { MemoryKms } from './memory-kms.fake.js';
import { declaredIndexes } from '../schema/declared-indexes.js';
import { storageCollections } from '../schema/every-service.js';
import { MongoKeys } from './mongo-keys.js';
import type { KeyRef } from './sealed.js';
import { Sealer } from './sealer.js';
import { WrappedKeys } from './wrapped-keys.js';

let database: TestDatabase;
let [kms, older, newer]: [Map<string, Buffer>, MasterKey, MasterKey] = [] as never;
beforeAll(async () => {
  database = await testDatabase('rewrap');
  await createIndexes(database.connection, declaredIndexes(...storageCollections.keys));
});
afterAll(() => database.drop());
beforeEach(async () => {
  await documents().deleteMany({});
  kms = new Map();
  [older, newer] = [new MemoryKms('m1', kms), new MemoryKms('m2', kms)];
});

const documents = () => database.connection.db!.collection<{ _id: string; by: string }>('keys');
const keysBy = (master: MasterKey): MongoKeys => new MongoKeys(database.connection, master);
const wrappedBy = (master: MasterKey): WrappedKeys => new WrappedKeys(database.connection, master);
const refs = (many: number, from = 0): KeyRef[] =>
  Array.from({ length: many }, (_, index) => ({ party: `p_${from + index}`, cls: 'directory' }));
const ENOUGH_MS = 20_000;

describe('rewrapping', () => {
  test('wraps everything by the newest key, leaves each key what it was, and the old master key may go', async () => {
    const before = await keysBy(older).getOrCreate([...refs(1203), { party: 'p_0', cls: 'proof' }]);
    const done = await wrappedBy(newer).rewrap(ENOUGH_MS);
    expect(done).toEqual({ current: 'm2', rewrapped: 1204, left: 0, unopened: 0 });
    expect(await wrappedBy(newer).uses()).toEqual([
      { kid: 'm2', current: true, uses: { directory: 1203, proof: 1 } },
    ]);
    kms.delete('m1');
    await wrappedBy(newer).check();
    expect(await keysBy(newer).get([...refs(1203), { party: 'p_0', cls: 'proof' }])).toEqual(before);
  });

  test('goes on where it broke off', async () => {
    await keysBy(older).getOrCreate(refs(1200));
    const broken: MasterKey = {
      current: 'm2',
      wrap: (items) => newer.wrap(items),
      unwrap: async (items) => {
        if (items[0]!.context >= 'p_5') throw new Error('killed');
        return newer.unwrap(items);
      },
    };
    const first = await wrappedBy(broken).rewrap(ENOUGH_MS);
    expect(first.rewrapped).toBeGreaterThan(0);
    expect(first.left).toBe(1200 - first.rewrapped);
    expect(await wrappedBy(newer).rewrap(ENOUGH_MS)).toMatchObject({ rewrapped: first.left, left: 0 });
  });

  test('takes no longer than it may', async () => {
    await keysBy(older).getOrCreate(refs(3));
    expect(await wrappedBy(newer).rewrap(0)).toMatchObject({ rewrapped: 0, left: 3 });
  });

  test('while others make keys, shred them, and rewrap too, loses none and brings none back', async () => {
    const known = refs(600);
    const before = await keysBy(older).getOrCreate(known);
    const [one, two] = [keysBy(older), keysBy(newer)];
    const shredded = known.filter((_ref, index) => index % 7 === 0);
    const late = refs(200, 10_000);
    const [, , made] = await Promise.all([
      wrappedBy(newer).rewrap(ENOUGH_MS),
      wrappedBy(newer).rewrap(ENOUGH_MS),
      one.getOrCreate(late),
      Promise.all(shredded.map(({ party }) => two.shred(party, 'directory'))),
    ]);
    await wrappedBy(newer).rewrap(ENOUGH_MS);
    kms.delete('m1');
    const after = await keysBy(newer).get(known);
    expect(after).toEqual(before.map((key, index) => (index % 7 === 0 ? undefined : key)));
    expect(await keysBy(newer).get(late)).toEqual(made);
  });

  test('leaves a key alone that was shredded and made anew while it was being wrapped', async () => {
    await keysBy(older).getOrCreate(refs(1));
    const slow: MasterKey = {
      current: 'm2',
      unwrap: (items) => newer.unwrap(items),
      wrap: async (items) => {
        await keysBy(older).shred('p_0', 'directory');
        await keysBy(older).getOrCreate(refs(1));
        return newer.wrap(items);
      },
    };
    expect(await wrappedBy(slow).rewrap(ENOUGH_MS)).toMatchObject({ rewrapped: 0, left: 1 });
    expect(await keysBy(newer).get(refs(1))).toEqual([expect.objectContaining({ key: expect.any(Buffer) })]);
  });

  test('leaves a key that somebody changed, tells of it, and does all others', async () => {
    await keysBy(older).getOrCreate(refs(5));
    await documents().updateOne({ _id: 'p_2|directory' }, { $set: { kid: 'changed' } });
    const done = await wrappedBy(newer).rewrap(ENOUGH_MS);
    expect(done).toMatchObject({ rewrapped: 4, left: 1, unopened: 1 });
  });

  test('a value sealed before opens for an instance with the old list, for one with the new, and after', async () => {
    const [old, young] = [new Sealer(keysBy(older)), new Sealer(keysBy(newer))];
    const sealed = await old.seal('p_1', 'proof', 'kept');
    const open = (sealer: Sealer) => sealer.open(sealed, 'p_1', 'proof');
    expect([await open(old), await open(young)]).toEqual(['kept', 'kept']);
    await wrappedBy(newer).rewrap(ENOUGH_MS);
    kms.delete('m1');
    expect([await open(old), await open(young), await open(new Sealer(keysBy(newer)))]).toEqual([
      'kept',
      'kept',
      'kept',
    ]);
  });
});

describe('a service that starts', () => {
  test('is refused without a master key in use, by its name and how many keys it wraps', async () => {
    await keysBy(older).getOrCreate(refs(2));
    kms.delete('m1');
    await expect(wrappedBy(newer).check()).rejects.toThrow(/master key m1 .*\(2\)/);
  });

  test('is refused with another key of the same name', async () => {
    await keysBy(older).getOrCreate(refs(2));
    kms.set('m1', Buffer.alloc(32, 9));
    await expect(wrappedBy(newer).check()).rejects.toThrow('master key m1 does not open what it wrapped');
  });
});

test('who wraps what is found by an index', async () => {
  await keysBy(newer).getOrCreate(refs(200));
  await keysBy(older).getOrCreate(refs(2, 9_000));
  const found = documents()
    .find({ by: 'm1', _id: { $gt: 'p' } })
    .sort({ _id: 1 })
    .limit(500);
  expect(await planUses(found)).toMatchObject({ indexes: ['by'], scansCollection: false });
});
