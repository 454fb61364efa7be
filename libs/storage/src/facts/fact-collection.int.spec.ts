import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Connection } from 'mongoose';
import { eventually, planUses, testDatabase } from '#testing';
import type { TestDatabase } from '#testing';
import type { Erasures } from '../erasures/erasure-ledger.js';
import type { Journal, JournalEntry } from '../journal/journal.port.js';
import { newSalts } from '../ledger/fact-commitment.js';
import { createIndexes } from '../create-indexes.js';
import { openMongo } from '../open-mongo.js';
import { TakenValueError, TransientStorageError } from '../storage-errors.js';
import type { Fact } from './fact.js';
import { FactCollection } from './fact-collection.js';
import { factIndexes } from './fact.schema.js';
import { GroupCommit } from './group-commit.js';
import { insertDurably } from './insert-durably.js';

jest.setTimeout(30_000);

let database: TestDatabase;
let facts: FactCollection<AnyFact>;
beforeAll(async () => {
  database = await testDatabase('facts');
  await createIndexes(database.connection, factIndexes());
  facts = new FactCollection(database.connection);
});
afterAll(() => database.drop());
beforeEach(() => facts.collection.deleteMany({}));

describe('what became durable is in the journal', () => {
  let told: JournalEntry[] = [];
  let away = false;
  const journal: Journal = {
    append: async (entries) => {
      if (away) throw new TransientStorageError('the journal is away');
      for (const entry of entries) {
        if ('documents' in entry && entry.documents.some((one) => '_bad' in one)) throw new RangeError('bad');
      }
      told.push(...entries);
    },
  };
  const ledger: string[] = [];
  const erasures: Erasures = {
    erased: async (ids, because) => void ledger.push(`erased ${ids.join()} ${because}`),
    shredded: async () => undefined,
    tombstone: async (fact) => void ledger.push(`tombstone ${Object.keys(fact).sort().join()}`),
  };
  let journaled: FactCollection<AnyFact>;
  beforeAll(() => {
    journaled = new FactCollection(database.connection, { journal, erasures });
  });
  beforeEach(() => {
    [told, away] = [[], false];
    ledger.length = 0;
  });
  const ids = (): readonly string[] =>
    told.flatMap((entry) => (entry.kind === 'put' ? entry.documents.map((one) => (one as Fact)._id) : []));

  const stored = (): readonly boolean[] => told.map((entry) => entry.kind === 'put' && entry.stored === true);

  test('before the write is reported, what was there before too', async () => {
    await facts.insertMany([aFact('a')]);
    expect(await journaled.insertMany([aFact('a'), aFact('b')])).toEqual(['duplicate', 'inserted']);
    expect(ids()).toEqual(['a', 'b', 'a']);
    expect(stored()).toEqual([false, true]);
  });

  test('or it is owed there: a journal that takes nothing holds up no queue', async () => {
    away = true;
    expect(await journaled.insertMany([aFact('a')])).toEqual(['inserted']);
    expect(await facts.owedBefore(new Date(8.64e15), 10)).toMatchObject([{ _id: 'a' }]);
    await facts.markSettled(['a']);
    expect(await journaled.insertMany([aFact('a')])).toEqual(['duplicate']);
    expect((await facts.owedSummary()).owed).toBe(1);
    away = false;
    expect(await journaled.insertMany([aFact('b')])).toEqual(['inserted']);
    expect((await facts.owedSummary()).owed).toBe(1);
    expect(ids()).toEqual(['b']);
  });

  test('and what owes is left to those who publish it', async () => {
    away = true;
    expect(await journaled.insertMany([aFact('a', { owed: true, owes: [] })])).toEqual(['inserted']);
  });

  test('and a fact that nobody can store or journal holds up none beside it', async () => {
    const bad = aFact('bad', { _bad: true, payload: circular() });
    const written = await journaled.insertMany([aFact('a'), bad, aFact('b')]);
    expect(written).toEqual(['inserted', { failed: expect.any(Error) }, 'inserted']);
    expect(ids()).toEqual(['a', 'b']);
  });

  test('an erasure is in ledger and journal before it is done, and is not done where either is away', async () => {
    await facts.insertMany([aFact('a', { secret: 'x' }), aFact('b')]);
    away = true;
    await expect(journaled.erase({ _id: 'b' }, because('c-1'))).rejects.toThrow(TransientStorageError);
    expect(await facts.findById('b')).toBeDefined();
    away = false;
    await journaled.erase({ _id: 'b' }, because('c-1'));
    await journaled.strip({ _id: 'a' }, { unset: ['secret'], set: { type: 'emptied' } }, because('c-2'));
    const strip = { unset: ['secret', 'seal', 'leaf'], set: { type: 'emptied' } };
    const left = await facts.findById('a');
    expect(told.filter(({ kind }) => kind === 'erased')).toEqual([
      { kind: 'erased', ids: ['b'] },
      { kind: 'erased', ids: ['a'], strip, salts: [left?.salt] },
    ]);
    // Repeated as often as it was tried: once too often is the same.
    expect(ledger).toEqual(['erased b c-1', 'erased b c-1', 'erased a c-2']);
    expect(left).toEqual({ ...aFact('a', { type: 'emptied' }), salt: expect.anything() });
  });

  test('a tombstone is in the ledger without the fields that may name records', async () => {
    await journaled.insertTombstones([aFact('t', { openOrders: ['10234'] })], 'c-1', ['openOrders']);
    expect(ledger).toEqual(['tombstone _id,at,on,takenAt,type']);
    expect((await facts.findById('t'))?.['openOrders']).toEqual(['10234']);
    expect(ids()).toEqual(['t']);
  });
});

describe('each fact of a batch has its own outcome', () => {
  test('new ones are inserted, earlier ones are duplicates and stay as they were', async () => {
    await facts.insertMany([aFact('a', { type: 'first.v1' })]);
    expect(await facts.insertMany([aFact('b'), aFact('a'), aFact('c'), aFact('c')])).toEqual([
      'inserted',
      'duplicate',
      'inserted',
      'duplicate',
    ]);
    expect((await facts.findById('a'))?.type).toBe('first.v1');
  });

  test('another value that may exist once only fails its own fact, and is not told', async () => {
    const written = await facts.insertMany([
      aFact('a', { lane: 'secret-lane', n: 1 }),
      aFact('b', { lane: 'secret-lane', n: 1 }),
      aFact('c', { lane: 'secret-lane', n: 2 }),
    ]);
    expect(written).toEqual(['inserted', { failed: new TakenValueError('lane_n') }, 'inserted']);
    expect(JSON.stringify(written)).not.toContain('secret');
  });

  test.each<[string, unknown]>([
    ['too large', 'x'.repeat(17 * 1024 * 1024)],
    ['nested deeper than MongoDB takes', nested(300)],
    ['circular', circular()],
  ])('a document that is %s fails alone', async (_, payload) => {
    const batch = [aFact('a'), aFact('bad', { payload }), aFact('b'), aFact('c')];
    const written = await facts.insertMany(batch);
    expect(written).toEqual(['inserted', { failed: expect.any(Error) }, 'inserted', 'inserted']);
    expect(await facts.collection.countDocuments()).toBe(3);
  });

  test('for every mix of new, known and doubled ids, what is stored is exactly what was said', async () => {
    const ids = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(ids, ids, async (before, batch) => {
        await facts.collection.deleteMany({});
        await facts.insertMany(before.map((id) => aFact(id)));
        const written = await facts.insertMany(batch.map((id) => aFact(id)));
        const known = new Set(before);
        const expected = batch.map((id) => (known.has(id) ? 'duplicate' : (known.add(id), 'inserted')));
        expect(written).toEqual(expected);
        expect(await facts.collection.countDocuments()).toBe(known.size);
      }),
      { numRuns: 40 },
    );
  });
});

describe('nothing is called durable that may not be', () => {
  test('a write that a majority did not confirm is uncertain, not inserted', async () => {
    const unsure = database.connection.db!.collection<AnyFact>('unsure', {
      writeConcern: { w: 2, wtimeoutMS: 50 },
    });
    const written = insertDurably(unsure, [aFact('a'), aFact('b')], { attempts: 2, pauseMs: 1 });
    await expect(written).rejects.toThrow(TransientStorageError);
    const alsoDuplicates = insertDurably(unsure, [aFact('a'), aFact('c')], { attempts: 1, pauseMs: 1 });
    await expect(alsoDuplicates).rejects.toThrow(TransientStorageError);
  });

  describe('when the reply is lost', () => {
    let proxy: LossyProxy;
    let connection: Connection;
    let behind: FactCollection<AnyFact>;
    beforeAll(async () => {
      proxy = await lossyProxy();
      connection = await openMongo(proxy.uri(database.uri), { serverSelectionTimeoutMS: 1000 });
      behind = new FactCollection<AnyFact>(connection, { attempts: 4, pauseMs: 5 });
    });
    afterAll(async () => {
      await connection.close(true);
      proxy.close();
    });

    test('the batch is sent again under the same ids, and each outcome is still exact', async () => {
      await facts.insertMany([aFact('old', { lane: 'l0', n: 7 })]);
      proxy.loseReplies(2);
      const batch = [
        aFact('a', { lane: 'l1', n: 1 }),
        aFact('old', { lane: 'l1', n: 2 }),
        aFact('b', { lane: 'l1', n: 3 }),
      ];
      expect(await behind.insertMany(batch)).toEqual(['inserted', 'duplicate', 'inserted']);
      expect(proxy.lost()).toBe(2);
      expect(await facts.countOfLane('l1', 99)).toBe(2);
    });

    test('for ever, the caller hears that it is uncertain', async () => {
      proxy.loseReplies(99);
      const [salt] = newSalts(1);
      const batch = [aFact('in-lane', { lane: 'l2', n: 1, salt: salt! }), aFact('without')];
      await expect(behind.insertMany(batch)).rejects.toThrow(TransientStorageError);
      proxy.loseReplies(0);
      expect(await behind.insertMany(batch)).toEqual(['inserted', 'duplicate']);
      expect(await behind.insertMany([aFact('in-lane', { lane: 'l2', n: 2 })])).toEqual(['duplicate']);
    });
  });
});

describe('a group commit on a real collection', () => {
  test('answers hundreds of concurrent writes, each with its own outcome', async () => {
    const commit = new GroupCommit(facts);
    const ids = Array.from({ length: 400 }, (_, index) => `id-${index % 300}`);
    const written = await Promise.all(ids.map((id) => commit.write(aFact(id))));
    expect(written.filter((outcome) => outcome === 'inserted')).toHaveLength(300);
    expect(await facts.collection.countDocuments()).toBe(300);
  });
});

const owes = (...types: string[]): never => types.map((type) => ({ type })) as never;

describe('what is owed', () => {
  test('is found oldest first, until it is settled', async () => {
    await facts.insertMany([
      aFact('young', { owed: true, takenAt: new Date(3000) }),
      aFact('old', { owed: true, takenAt: new Date(1000) }),
      aFact('new', { owed: true, takenAt: new Date(9000) }),
      aFact('nothing', { takenAt: new Date(0) }),
    ]);
    expect((await facts.owedBefore(new Date(5000), 10)).map(({ _id }) => _id)).toEqual(['old', 'young']);
    expect(await facts.owedSummary()).toEqual({ owed: 3, oldest: new Date(1000) });
    await facts.markSettled(['old', 'young']);
    await eventually(async () => (await facts.owedBefore(new Date(5000), 10)).length === 0);
    expect(await facts.findById('old')).not.toHaveProperty('owed');
    await facts.markSettled(['new']);
    await eventually(async () => (await facts.owedSummary()).owed === 0);
    expect(await facts.owedSummary()).toEqual({ owed: 0 });
  });

  test('is found at once where a clock that was ahead wrote it, and not only when that hour has come', async () => {
    const now = Date.now();
    await facts.insertMany([
      aFact('from an hour ahead', { owed: true, takenAt: new Date(now + 3_600_000) }),
      aFact('of this moment', { owed: true, takenAt: new Date(now) }),
      aFact('of before', { owed: true, takenAt: new Date(now - 10_000) }),
    ]);
    const found = await facts.owedBefore(new Date(now - 3000), 10);
    expect(found.map(({ _id }) => _id)).toEqual(['of before', 'from an hour ahead']);
  });

  test('is told by type of event, the most first', async () => {
    await facts.insertMany([
      aFact('a', { owed: true, owes: owes('one', 'two'), takenAt: new Date(3000) }),
      aFact('b', { owed: true, owes: owes('two'), takenAt: new Date(1000) }),
      aFact('c'),
    ]);
    expect(await facts.owedByType()).toEqual([
      { type: 'two', events: 2, oldestAt: new Date(1000) },
      { type: 'one', events: 1, oldestAt: new Date(3000) },
    ]);
  });
});

describe('every read walks an index', () => {
  beforeEach(async () => {
    const many = Array.from({ length: 500 }, (_, index) =>
      aFact(`f-${index}`, {
        party: `p_${index % 50}`,
        takenAt: new Date(index),
        ...(index % 10 === 0 && { owed: true, lane: 'l1', n: index }),
      }),
    );
    await facts.insertMany(many);
  });

  test.each<[string, string, object, object]>([
    ['of a party', 'party_type', { party: { $in: ['p_1', 'p_2'] } }, {}],
    ['of a party, by type', 'party_type', { party: { $in: ['p_1'] }, type: { $in: ['t.v1'] } }, {}],
    ['of what is owed', 'owed', { owed: true, takenAt: { $lt: new Date(200) } }, { takenAt: 1 }],
    ['of a lane', 'lane_n', { lane: 'l1', n: { $gt: 100 } }, { n: 1 }],
    ['by id', '_id_', { _id: { $in: ['f-1', 'f-2'] } }, {}],
  ])('%s', async (_, index, filter, sort) => {
    const plan = await planUses(facts.collection.find(filter).sort(sort as Record<string, 1>));
    expect(plan).toMatchObject({ indexes: [index], scansCollection: false, sortsInMemory: false });
    expect(plan.documentsExamined).toBe(plan.returned);
  });

  test('and a read without one is noticed', async () => {
    const plan = await planUses(facts.collection.find({ at: 'x' }).sort({ on: 1 }));
    expect(plan).toMatchObject({ indexes: [], scansCollection: true, sortsInMemory: true });
  });

  test('parties and their types are read, whatever the order', async () => {
    expect(await facts.ofParty('p_1')).toHaveLength(10);
    expect(await facts.ofParties(['p_1', 'p_2'], ['t.v1'])).toHaveLength(20);
    expect(await facts.ofParties([])).toEqual([]);
    expect((await facts.ofLane('l1', 470, 10)).map(({ n }) => n)).toEqual([480, 490]);
    expect(await facts.countOfLane('l1', 100)).toBe(11);
  });
});

const because = (occasion: string) => ({ reason: 'erased', occasion });

interface AnyFact extends Fact {
  readonly [more: string]: unknown;
}

function aFact(_id: string, more: Partial<AnyFact> = {}): AnyFact {
  return {
    _id,
    type: 't.v1',
    on: '2026-06-30',
    at: '2026-06-30T09:00:00+03:00',
    takenAt: new Date(1),
    ...more,
  };
}

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { in: nested(depth - 1) };
}

function circular(): unknown {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
}

interface LossyProxy {
  uri(direct: string): string;
  /** The next inserts reach the server, but the connection breaks before their reply. */
  loseReplies(count: number): void;
  lost(): number;
  close(): void;
}

async function lossyProxy(): Promise<LossyProxy> {
  const target = new URL(process.env['TEST_MONGODB_URI']!);
  let toLose = 0;
  let lost = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let losing = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => [client, upstream].forEach((each) => each.destroy()));
    }
    client.on('data', (bytes) => {
      if (toLose > 0 && bytes.includes('insert\0')) {
        toLose -= 1;
        lost += 1;
        losing = true;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => (losing ? client.destroy() : client.write(bytes)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    uri: (direct) => {
      const url = new URL(direct);
      url.port = String(port);
      url.search = '?directConnection=true&authSource=admin';
      return url.href;
    },
    loseReplies: (count) => {
      toLose = count;
      lost = 0;
    },
    lost: () => lost,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
