import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { eventually, planUses, testDatabase } from '#testing';
import type { TestDatabase } from '#testing';
import type { Fact } from '../facts/fact.js';
import { FactCollection } from '../facts/fact-collection.js';
import { factIndexes } from '../facts/fact.schema.js';
import { declaredIndexes } from '../schema/declared-indexes.js';
import { createIndexes } from '../create-indexes.js';
import { exportLedger } from './export-ledger.js';
import { testLedgerKey } from '../../../ledger/src/ledger.builder.js';
import { LedgerSealer, type LedgerSealerOptions } from './ledger-sealer.js';
import { COST, Pace } from './pace.js';
import { seals } from './seal.schema.js';
import { LedgerStore } from './ledger-store.js';
import { Lots } from './lots.js';
import { LedgerCheck, type LedgerLine, type LedgerReport, signedByOneOf } from '#ledger';

jest.setTimeout(60_000);

let database: TestDatabase;
let facts: FactCollection<Told>;
let store: LedgerStore;
let clock = Date.now();
beforeAll(async () => {
  database = await testDatabase('ledger');
  await createIndexes(database.connection, [...factIndexes(), ...declaredIndexes(seals)]);
  facts = new FactCollection<Told>(database.connection);
  store = new LedgerStore(database.connection);
});
afterAll(() => database.drop());
beforeEach(async () => {
  clock = Date.now();
  for (const name of ['facts', 'lots', 'seals', 'heads', 'leases'])
    await database.connection.db!.collection(name).deleteMany({});
});

const because = { reason: 'erased', occasion: 'r-1' };
const day = 86_400_000;

describe('a round of the sealer', () => {
  test('seals what no seal holds, once, and the ledger verifies', async () => {
    await facts.insertMany([aFact('a'), aFact('b')]);
    const one = sealer();
    expect(await one.round()).toBe(2);
    expect(await one.round()).toBe(0);
    await facts.insertMany([aFact('c')]);
    expect(await one.round()).toBe(1);
    expect(await verified()).toMatchObject({ findings: [], seals: 2, records: 3, pending: 0 });
  });

  test('what is sent, and marked as sent, is the same record still', async () => {
    await facts.insertMany([{ ...aFact('a'), owed: true, owes: [] }]);
    await sealer().round();
    await facts.markSettled(['a']);
    expect(await verified()).toMatchObject({ findings: [], records: 1 });
  });

  test('leaves aside what has no salt yet, and seals the rest', async () => {
    await facts.collection.insertMany([aFact('old-1'), aFact('old-2')]);
    await facts.insertMany([aFact('new-1')]);
    expect(await sealer().round()).toBe(1);
    expect(await verified()).toMatchObject({ findings: [], records: 1 });
  });

  test('what it sealed before a crash, and did not mark, is marked and not sealed again', async () => {
    await facts.insertMany([aFact('a'), aFact('b')]);
    const crashing = sealer();
    jest.spyOn(facts.collection, 'updateMany').mockRejectedValueOnce(new Error('killed'));
    await expect(crashing.round()).rejects.toThrow('killed');
    expect(await verified()).toMatchObject({ findings: [], seals: 1, records: 2 });
    await facts.insertMany([aFact('c')]);
    await crashing.release();
    expect(await sealer().round()).toBe(1);
    expect((await store.lastSeal())?.leaves).toHaveLength(1);
    expect(await verified()).toMatchObject({ findings: [], seals: 2, records: 3, pending: 0 });
  });

  test('nor is it where older facts that lost parts come before it, and a seal has no room for all', async () => {
    const small = { mostInOne: 2 };
    await facts.insertMany([aFact('a')]);
    const crashing = sealer(store, small);
    await crashing.round();
    await facts.insertMany([aFact('b'), aFact('c')]);
    jest.spyOn(facts.collection, 'updateMany').mockRejectedValueOnce(new Error('killed'));
    await expect(crashing.round()).rejects.toThrow('killed');
    await facts.strip({ _id: 'a' }, { unset: ['order'] }, because);
    await crashing.release();
    await sealer(store, small).round();
    expect(await verified()).toMatchObject({ findings: [], records: 4, pending: 0 });
  });

  test('what comes while it seals waits for the next one, so that a round ends however much comes', async () => {
    await facts.insertMany([aFact('a'), aFact('b')]);
    let more = 0;
    const meanwhile = async (cost: number): Promise<void> => {
      if (cost === COST.hash && more < 20) await facts.insertMany([aFact(`more-${(more += 1)}`)]);
    };
    expect(await sealer(store, { pace: { spend: meanwhile } }).round()).toBe(2);
    expect(await store.lastSeal()).toMatchObject({ seal: 1 });
    expect(await verified()).toMatchObject({ findings: [], records: 2, pending: 2 });
  });

  test('only the holder of the lease seals, and another one after it let go', async () => {
    const [one, two] = [sealer(), sealer()];
    await facts.insertMany([aFact('a')]);
    expect(await one.round()).toBe(1);
    await facts.insertMany([aFact('b')]);
    expect(await two.round()).toBe(0);
    await one.release();
    expect(await two.round()).toBe(1);
  });

  test('a clock that goes back gives no seal an earlier moment, nor a day whose head is signed', async () => {
    await facts.insertMany([aFact('a')]);
    const one = sealer();
    await one.round();
    clock += 2 * day;
    await one.round();
    clock -= 3 * day;
    await facts.insertMany([aFact('b')]);
    await one.round();
    const { day: ofSeal, at } = (await store.lastSeal())!;
    expect(ofSeal > (await store.lastHead())!.day).toBe(true);
    expect(Date.parse(at)).toBeGreaterThan(clock);
  });

  test('every day gets its head, also the days on which nothing happened or nobody sealed', async () => {
    clock -= 4 * day;
    await facts.insertMany([aFact('a')]);
    await sealer().round();
    clock += 4 * day;
    const late = sealer();
    await database.connection.db!.collection('leases').deleteMany({});
    await late.round();
    expect(await verified()).toMatchObject({ findings: [], heads: 4 });
  });
});

describe('a fact is committed to when it is appended', () => {
  test('so what is changed before its seal is found, by an export of before the seal and of after it', async () => {
    await facts.insertMany(['a', 'b'].map(aFact));
    await facts.collection.updateOne({ _id: 'a' }, { $set: { order: '1' } });
    expect((await verified()).findings).not.toEqual([]);
    expect(await sealer().round()).toBe(2);
    expect((await verified()).findings).toEqual([
      expect.objectContaining({ problem: 'record-changed', seal: 1, record: 'a' }),
    ]);
  });

  test('and the commitment goes when the seal holds it', async () => {
    await facts.insertMany([aFact('a')]);
    expect((await facts.findById('a'))?.leaf).toBeDefined();
    await sealer().round();
    expect(await facts.findById('a')).not.toHaveProperty('leaf');
  });

  test('or when it loses parts: what is left is committed to by its seal, like a fact of an older version', async () => {
    await facts.insertMany(['a', 'b'].map(aFact));
    await facts.strip({ _id: 'a' }, { unset: ['order'] }, because);
    await facts.collection.updateOne({ _id: 'b' }, { $unset: { leaf: 1 } });
    await facts.insertMany([aFact('c')]);
    expect(await sealer().round()).toBe(4);
    expect(await sealer().round()).toBe(0);
    expect(await verified()).toMatchObject({ findings: [], records: 4, pending: 0 });
  });
});

test.each([
  ['appended with their commitments', 0],
  ['of an older version', COST.commit],
])('however many facts there are, a round lets others go on after a slice of them: %s', async (_, more) => {
  const count = 2500;
  await facts.insertMany(Array.from({ length: count }, (_, index) => aFact(`f-${index}`)));
  if (more > 0) await facts.collection.updateMany({}, { $unset: { leaf: 1 } });
  const slices: number[] = [];
  let [slice, largestPiece, turns] = [0, 0, 0];
  const pace = new Pace(async () => {
    slices.push(slice);
    slice = 0;
    await new Promise((resolve) => setImmediate(() => resolve((turns += 1))));
  });
  const spend = (cost: number): Promise<unknown> | undefined => {
    slice += cost;
    largestPiece = Math.max(largestPiece, cost);
    return pace.spend(cost);
  };
  expect(await sealer(store, { mostInOne: 4096, pace: { spend } }).round()).toBe(count);
  const work = slices.reduce((sum, each) => sum + each, slice);
  expect(work).toBeGreaterThanOrEqual(count * (COST.read + COST.hash + COST.pack + COST.mark + more));
  expect(turns).toBe(slices.length);
  expect(largestPiece).toBeLessThanOrEqual(4_000);
  expect(Math.max(...slices, slice)).toBeLessThanOrEqual(8_000);
});

describe('after an erasure the ledger verifies', () => {
  test('of whole records, of parts, again of parts, and of what was not sealed yet', async () => {
    const one = sealer();
    await facts.insertMany(['a', 'b', 'c', 'd'].map(aFact));
    await one.round();
    await facts.erase({ _id: 'a' }, because);
    await facts.strip({ _id: 'b' }, { unset: ['order'] }, because);
    await facts.strip({ _id: 'c' }, { unset: ['order'] }, because);
    await facts.strip({ _id: 'c' }, { unset: ['more'] }, because);
    expect(await verified()).toMatchObject({ findings: [], erased: 3 });
    await one.round();
    await facts.erase({ _id: 'c' }, because);
    await facts.insertMany([aFact('e')]);
    await facts.erase({ _id: 'e' }, because);
    await one.round();
    expect(await verified()).toMatchObject({ findings: [], erased: 4 });
  });

  test('but not after a removal that nobody noted', async () => {
    await facts.insertMany(['a', 'b'].map(aFact));
    await sealer().round();
    await facts.collection.deleteOne({ _id: 'a' });
    await facts.collection.updateOne({ _id: 'b' }, { $set: { order: '1' } });
    expect((await verified()).findings).toEqual([
      expect.objectContaining({ problem: 'record-changed', seal: 1, record: 'b' }),
      expect.objectContaining({ problem: 'record-removed', seal: 1 }),
    ]);
  });
});

test.each([
  ['fact by fact', undefined],
  ['in lots', 10],
])(
  'nothing falls through while many write, erase and strip, and two seal without a lease: %s',
  async (_how, least) => {
    const lots = least === undefined ? {} : { lots: new Lots(database.connection, least) };
    const facts = new FactCollection<Told>(database.connection, lots);
    const rounds = 12;
    const sealers = [unleased(), unleased()];
    let written = 0;
    const work = { running: true };
    const writer = async (name: string): Promise<void> => {
      for (let round = 0; round < rounds; round++) {
        const ids = Array.from({ length: 20 }, (_, index) => `${name}-${round}-${index}`);
        await facts.insertMany(ids.map(aFact));
        written += ids.length;
        if (round % 2 === 0) await facts.erase({ _id: ids[0]! }, because);
        await facts.strip(
          { _id: { $in: [ids[1]!, `${name}-${round - 1}-2`] } },
          { unset: ['order'] },
          because,
        );
      }
    };
    const sealing = sealers.map(async (each) => {
      while (work.running) await each.round();
    });
    await Promise.all(['w1', 'w2', 'w3'].map(writer));
    work.running = false;
    await Promise.all(sealing);
    const report = await eventually(async () => {
      await sealers[0]!.round();
      const found = await verified();
      return found.pending === 0 && found;
    });
    expect(report).toMatchObject({ findings: [], pending: 0 });
    const notes = await facts.collection.countDocuments({ type: 'ledger.erased' });
    expect(report.records).toBe(written - 3 * (rounds / 2) + notes);
  },
);

describe('an export', () => {
  test('is of one moment, whatever is erased while it is read', async () => {
    await facts.insertMany(['a', 'b', 'c'].map(aFact));
    await sealer().round();
    const lines: LedgerLine[] = [];
    for await (const line of exporting()) {
      lines.push(line);
      if (line.kind === 'seal') await facts.erase({ type: 'told' }, because);
    }
    expect(lines.map(({ kind }) => kind)).toEqual(['ledger', 'seal', 'record', 'record', 'record', 'end']);
    expect(check(lines).findings).toEqual([]);
  });

  test('reads every part by an index', async () => {
    await facts.insertMany(['a', 'b'].map(aFact));
    await sealer().round();
    const plans = [facts.collection.find({ seal: 1 }), store.findThrough('2030-01-01')].map(planUses);
    for (const plan of await Promise.all(plans))
      expect(plan).toMatchObject({ scansCollection: false, sortsInMemory: false });
  });
});

interface Told extends Fact {
  readonly order?: string;
  readonly more?: string;
}

const aFact = (_id: string): Told => ({
  _id,
  type: 'told',
  order: '8812',
  more: 'x',
  at: '2026-07-01T09:00:00.000Z',
  on: '2026-07-01',
  takenAt: new Date('2026-07-01T09:00:01Z'),
});

const sealer = (own = store, more: Partial<LedgerSealerOptions> = {}): LedgerSealer =>
  new LedgerSealer({
    service: 'consent',
    facts: facts,
    store: own,
    key: testLedgerKey(),
    clockMs: () => clock,
    mostInOne: 50,
    ...more,
  });

const unleased = (): LedgerSealer => {
  const own = new LedgerStore(database.connection);
  jest.spyOn(own.lease, 'hold').mockResolvedValue(true);
  return sealer(own);
};

const exporting = (): AsyncGenerator<LedgerLine> =>
  exportLedger({
    service: 'consent',
    connection: database.connection,
    facts: facts.collection,
    store,
    key: testLedgerKey(),
  });

function check(lines: readonly unknown[]): LedgerReport {
  const ledger = new LedgerCheck({ isSigned: signedByOneOf([testLedgerKey().publicKey]) });
  for (const line of lines) ledger.take(JSON.parse(JSON.stringify(line)));
  return ledger.end();
}

async function verified(): Promise<LedgerReport> {
  const lines: LedgerLine[] = [];
  for await (const line of exporting()) lines.push(line);
  return check(lines);
}
