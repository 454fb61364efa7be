import { describe, expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { TransientStorageError } from '../storage-errors.js';
import { newSalts } from '../ledger/fact-commitment.js';
import type { Fact } from './fact.js';
import { insertDurably } from './insert-durably.js';

type Reply = Error | 'all inserted' | 'none inserted';

const networkLost = new mongo.MongoBulkWriteError(
  new mongo.MongoNetworkError('connection closed'),
  result(0),
);
const steppedDown = bulkError(0, [{ index: 0, code: 10107 }]);
const unconfirmed = bulkError(2, [], { code: 64, errmsg: 'waiting for replication timed out' });
const unconfirmedDuplicate = bulkError(1, [{ index: 0, code: 11000 }], { code: 64, errmsg: 'timed out' });
const lessThanAll = bulkError(0, [{ index: 0, code: 11000 }]);
const refused = new mongo.MongoBulkWriteError(
  new mongo.MongoServerError({ message: 'no', code: 13 }),
  result(0),
);

describe('the driver names no document, or a made-up one, and still nothing is taken for durable', () => {
  test.each<[string, Error | 'none inserted']>([
    ['nothing failed and nothing was inserted', 'none inserted'],
    ['the connection broke (no write errors at all)', networkLost],
    ['the primary stepped down (a write error at index 0)', steppedDown],
    ['the majority did not confirm in time', unconfirmed],
    ['everything is counted as inserted, and yet it failed', bulkError(2, [])],
    ['the majority did not confirm a batch with a duplicate', unconfirmedDuplicate],
  ])('%s: sent again, then told as uncertain', async (_, error) => {
    const recovering = aCollection([error, 'all inserted']);
    expect(await insertDurably(recovering.collection, twoFacts, patience)).toEqual(['inserted', 'inserted']);
    expect(recovering.sent()).toBe(2);
    const gone = aCollection([error, error, error, 'all inserted']);
    await expect(insertDurably(gone.collection, twoFacts, patience)).rejects.toThrow(TransientStorageError);
    expect(gone.sent()).toBe(3);
  });

  test('even where there is but one document to blame', async () => {
    const { collection } = aCollection([steppedDown, 'all inserted']);
    expect(await insertDurably(collection, [twoFacts[0]!], patience)).toEqual(['inserted']);
  });

  test.each<[string, Error]>([
    ['the user may not write', refused],
    ['the counts do not add up', lessThanAll],
  ])('%s: an error at once, no outcome', async (_, error) => {
    const { collection, sent } = aCollection([error, 'all inserted']);
    await expect(insertDurably(collection, twoFacts, patience)).rejects.toThrow(error);
    expect(sent()).toBe(1);
  });

  test('a batch of nothing is not sent', async () => {
    const { collection, sent } = aCollection([]);
    expect(await insertDurably(collection, [], patience)).toEqual([]);
    expect(sent()).toBe(0);
  });
});

test('of two copies of a followed fact in one batch, with the same place in their lane, one is inserted', async () => {
  const copy = { ...twoFacts[0]!, lane: 'consent/1', n: 7 };
  const copies = newSalts(2).map((salt) => ({ ...copy, salt }));
  const { collection } = aCollection([bulkError(1, [{ index: 1, code: 11000 }])], [copies[0]!]);
  expect(await insertDurably(collection, copies, patience)).toEqual(['inserted', 'duplicate']);
});

test('what an attempt without a reply wrote is told from what was there before', async () => {
  const mine = newSalts(2).map((salt, index) => ({ ...twoFacts[index]!, salt }));
  const both = bulkError(0, [
    { index: 0, code: 11000 },
    { index: 1, code: 11000 },
  ]);
  const before = { ...mine[1]!, salt: newSalts(1)[0]! };
  const { collection } = aCollection([networkLost, both], [mine[0]!, before]);
  expect(await insertDurably(collection, mine, patience)).toEqual(['inserted', 'duplicate']);
});

test('and so it is where the batch is halved after that attempt', async () => {
  const mine = newSalts(2).map((salt, index) => ({ ...twoFacts[index]!, salt }));
  const there = bulkError(0, [{ index: 0, code: 11000 }]);
  const tooLarge = new RangeError('offset is out of range');
  const { collection } = aCollection([networkLost, tooLarge, there, tooLarge], [mine[0]!]);
  expect(await insertDurably(collection, mine, patience)).toEqual([
    'inserted',
    { failed: expect.any(Error) },
  ]);
});

const patience = { attempts: 3, pauseMs: 0 };

const twoFacts: readonly Fact[] = ['a', 'b'].map((_id) => ({
  _id,
  type: 't.v1',
  on: '2026-06-30',
  at: '2026-06-30T09:00:00+03:00',
  takenAt: new Date(0),
}));

function aCollection(replies: readonly Reply[], stored: readonly Fact[] = []) {
  let sent = 0;
  const insertMany = async (documents: readonly Fact[]): Promise<{ insertedCount: number }> => {
    const reply = replies[sent++];
    if (reply instanceof Error) throw reply;
    return { insertedCount: reply === 'none inserted' ? 0 : documents.length };
  };
  const find = () => ({ project: () => ({ toArray: () => Promise.resolve(stored) }) });
  return { collection: { insertMany, find } as unknown as mongo.Collection<Fact>, sent: () => sent };
}

function bulkError(
  inserted: number,
  errors: { index: number; code: number }[],
  concern?: object,
): mongo.MongoBulkWriteError {
  const writeErrors = errors as unknown as mongo.WriteError[];
  const code = errors[0]?.code ?? 64;
  return new mongo.MongoBulkWriteError({ message: 'bulk', code, writeErrors }, result(inserted, concern));
}

function result(insertedCount: number, concern?: object): mongo.BulkWriteResult {
  return { insertedCount, getWriteConcernError: () => concern } as unknown as mongo.BulkWriteResult;
}
