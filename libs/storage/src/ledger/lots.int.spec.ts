import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { eventually, testDatabase } from '#testing';
import type { TestDatabase } from '#testing';
import { LedgerCheck, type LedgerLine, type LedgerReport, signedByOneOf } from '#ledger';
import { testLedgerKey } from '../../../ledger/src/ledger.builder.js';
import type { Fact } from '../facts/fact.js';
import { FactCollection } from '../facts/fact-collection.js';
import { factIndexes } from '../facts/fact.schema.js';
import { declaredIndexes } from '../schema/declared-indexes.js';
import type { JournalEntry } from '../journal/journal.port.js';
import { createIndexes } from '../create-indexes.js';
import { exportLedger } from './export-ledger.js';
import { LedgerSealer, type LedgerSealerOptions } from './ledger-sealer.js';
import { seals } from './seal.schema.js';
import { LedgerStore } from './ledger-store.js';
import { Lots } from './lots.js';

let database: TestDatabase;
let facts: FactCollection<Told>;
let store: LedgerStore;
const journaled: JournalEntry[] = [];

beforeAll(async () => {
  database = await testDatabase('lots');
  await createIndexes(database.connection, [...factIndexes(), ...declaredIndexes(seals)]);
});
afterAll(() => database.drop());
beforeEach(async () => {
  jest.restoreAllMocks();
  for (const name of ['facts', 'lots', 'seals', 'heads', 'leases']) await raw(name).deleteMany({});
  journaled.length = 0;
  const journal = { append: async (entries: readonly JournalEntry[]) => void journaled.push(...entries) };
  facts = new FactCollection<Told>(database.connection, { lots: new Lots(database.connection, 2), journal });
  store = new LedgerStore(database.connection);
  Object.assign(store.lease, { hold: () => Promise.resolve(true) });
});

const raw = (name: string) => database.connection.db!.collection(name);
const because = { reason: 'erased', occasion: 'r-1' };

describe('A bulk write is sealed as a whole', () => {
  test('and none of its facts is marked', async () => {
    const marking = jest.spyOn(facts.collection, 'updateMany');
    await write('a', 'b', 'c');
    expect(await sealer().round()).toBe(3);
    expect(await sealer().round()).toBe(0);
    expect(marking).not.toHaveBeenCalled();
    expect(await verified()).toMatchObject({ findings: [], seals: 1, records: 3, pending: 0 });
    expect(await raw('lots').countDocuments({ state: 'closed' })).toBe(0);
  });

  test('several in one seal, as far as there is room; what came alone is marked', async () => {
    await write('a', 'b');
    await write('c', 'd');
    await write('e', 'f');
    await facts.insertMany([aFact('g')]);
    expect(await sealer(4).round()).toBe(7);
    expect(await verified()).toMatchObject({ findings: [], seals: 3, records: 7, pending: 0 });
  });

  test('what comes while it seals waits for the next round', async () => {
    await write('a', 'b');
    let more = 0;
    const meanwhile = async (): Promise<void> => {
      if (more < 20) await write(`more-${(more += 1)}`, `more-${(more += 1)}`);
    };
    expect(await sealer(50, { pace: { spend: meanwhile } }).round()).toBe(2);
    expect(await store.lastSeal()).toMatchObject({ seal: 1 });
  });

  test('what it sealed before a crash is not sealed again', async () => {
    await write('a', 'b');
    const killed = Promise.reject(new Error('killed'));
    jest
      .spyOn(store.lots, 'forget')
      .mockImplementation((lots) => (lots.length > 0 ? killed : Promise.resolve()));
    await expect(sealer().round()).rejects.toThrow('killed');
    expect(await verified()).toMatchObject({ findings: [], seals: 1, records: 2, pending: 0 });
    jest.restoreAllMocks();
    await write('c', 'd');
    expect(await sealer().round()).toBe(2);
    expect(await verified()).toMatchObject({ findings: [], seals: 2, records: 4, pending: 0 });
  });

  test('after facts that a crash left sealed and not marked', async () => {
    await facts.insertMany([aFact('g')]);
    const dying = jest.spyOn(facts.collection, 'updateMany').mockRejectedValue(new Error('killed'));
    await expect(sealer().round()).rejects.toThrow('killed');
    dying.mockRestore();
    await write('a', 'b');
    await sealer().round();
    expect(await verified()).toMatchObject({ findings: [], seals: 2, records: 3, pending: 0 });
  });

  test('after facts of it are erased and lose parts, before and after the seal, the ledger verifies', async () => {
    await write('a', 'b', 'c', 'd');
    await facts.erase({ _id: 'a' }, because);
    await facts.strip({ _id: 'b' }, { unset: ['order'] }, because);
    await sealer().round();
    await facts.erase({ _id: 'c' }, because);
    await facts.strip({ _id: 'd' }, { unset: ['order'] }, because);
    await sealer().round();
    expect(await verified()).toMatchObject({ findings: [], pending: 0 });
  });

  test('as it was written: what is changed in the database before the seal is found', async () => {
    await write('a', 'b');
    await facts.collection.updateOne({ _id: 'a' }, { $set: { order: '9999' } });
    expect(await sealer().round()).toBe(2);
    expect((await verified()).findings).not.toEqual([]);
  });

  test('by its facts, where an earlier version closed the lot', async () => {
    await write('a', 'b');
    await raw('lots').updateMany({}, { $unset: { leaves: 1 } });
    expect(await sealer().round()).toBe(2);
    expect(await verified()).toMatchObject({ findings: [], seals: 1, records: 2, pending: 0 });
  });

  test('the journal knows nothing of lots, which a restored database may lack', async () => {
    await write('a', 'b');
    expect(journaled).toEqual([expect.objectContaining({ kind: 'put' })]);
    expect(JSON.stringify(journaled)).not.toContain('"seal"');
  });
});

describe('A lot that its writer never closed', () => {
  beforeEach(async () => {
    jest.spyOn(Lots.prototype, 'end').mockResolvedValue();
    await facts.insertMany(['a', 'b'].map(aFact));
  });

  test('is waiting to be sealed, as an export says, and is not sealed while its writer may be at work', async () => {
    expect(await sealer().round()).toBe(0);
    expect(await verified()).toMatchObject({ findings: [], seals: 0, pending: 2 });
  });

  test('is sealed fact by fact after ten minutes, and so is what its writer adds to it still', async () => {
    const [lot] = await raw('lots').find({}).toArray();
    await raw('lots').updateMany({}, { $set: { openedAt: new Date(Date.now() - 11 * 60_000) } });
    expect(await sealer().round()).toBe(2);
    jest.restoreAllMocks();
    await new Lots(database.connection).end(String(lot!._id), []);
    await facts.collection.insertOne({ ...(await salted('late')), seal: String(lot!._id) });
    expect(await sealer().round()).toBe(1);
    expect(await verified()).toMatchObject({ findings: [], seals: 2, records: 3, pending: 0 });
  });
});

test('writes at once leave no lot behind that nobody uses', async () => {
  const lots = new Lots(database.connection, 1);
  for (let round = 0; round < 3; round += 1) {
    const begun = await Promise.all([lots.begin(1), lots.begin(1)]);
    await Promise.all(begun.map((lot) => lots.end(lot!, [])));
  }
  expect(await raw('lots').countDocuments({ state: 'open' })).toBe(2);
});

test('a lot that stood ready for a minute without use is given up', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  const lots = new Lots(database.connection, 1);
  const lot = await lots.begin(1);
  await lots.end(lot!, []);
  expect(await raw('lots').countDocuments({ state: 'open' })).toBe(1);
  jest.advanceTimersByTime(60_000);
  jest.useRealTimers();
  await eventually(async () => (await raw('lots').countDocuments({ state: 'open' })) === 0);
});

interface Told extends Fact {
  readonly order?: string;
}

const aFact = (_id: string): Told => ({
  _id,
  type: 'told',
  at: '2026-07-01T09:00:00.000Z',
  on: '2026-07-01',
  takenAt: new Date('2026-07-01T09:00:01Z'),
  order: '8812',
});

async function write(...ids: readonly string[]): Promise<void> {
  await facts.insertMany(ids.map(aFact));
  const open = {
    _id: { $in: await facts.collection.distinct('seal', { _id: { $in: [...ids] } }) },
    state: 'open',
  };
  await eventually(async () => (await raw('lots').countDocuments(open as object)) === 0);
}

async function salted(id: string): Promise<Told> {
  await facts.insertMany([aFact(id)]);
  const fact = await facts.findById(id);
  await facts.collection.deleteOne({ _id: id });
  return fact!;
}

const sealer = (mostInOne = 50, more: Partial<LedgerSealerOptions> = {}): LedgerSealer =>
  new LedgerSealer({
    service: 'consent',
    facts,
    store,
    key: testLedgerKey(),
    mostInOne,
    ...more,
  });

async function verified(): Promise<LedgerReport> {
  const { connection } = database;
  const ledger = new LedgerCheck({ isSigned: signedByOneOf([testLedgerKey().publicKey]) });
  const source = { service: 'consent', connection, facts: facts.collection, store, key: testLedgerKey() };
  for await (const line of exportLedger(source)) ledger.take(JSON.parse(JSON.stringify(line)) as LedgerLine);
  return ledger.end();
}
