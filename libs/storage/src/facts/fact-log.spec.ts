import { beforeEach, describe, expect, test } from '@jest/globals';
import { GATE } from '#contracts';
import { TransientStorageError } from '../storage-errors.js';
import { durable } from './appended.js';
import { FactLog, noOutbox } from './fact-log.js';
import { aFact } from './a-fact.builder.js';
import { type Fact, owing } from './fact.js';
import { MemoryFacts } from './memory-facts.fake.js';

const owes = (text: string) => owing({ type: 'x.happened.v1', data: { text } } as never);

let store: MemoryFacts;
let told: (readonly [what: string, ...ids: string[]])[];
let acts: unknown[];
let numbers = 0;
let log: FactLog;
beforeEach(() => {
  store = new MemoryFacts();
  [told, acts, numbers] = [[], [], 0];
  const tell = (what: string) => (facts: readonly Fact[]) => {
    if (facts.length > 0) told.push([what, ...facts.map(({ _id }) => _id)]);
  };
  const stamp = <F extends Fact>(fact: F): F => {
    if (fact._id === 'unnumbered') throw new Error('it gets no number');
    return { ...fact, lane: 'l', n: (numbers += 1) };
  };
  const record = { of: () => ({ _id: 'act' }), made: (request: unknown) => acts.push(request) };
  log = new FactLog(
    store,
    { stamp, settle: tell('settle'), void: tell('void'), uncertain: tell('uncertain') },
    record,
  );
});

describe('the number a fact was given is always accounted for', () => {
  test.each<[string, 'one' | 'many']>([
    ['of one fact', 'one'],
    ['of several', 'many'],
  ])('%s: written, its events go out; there before or refused, the number is void', async (_, how) => {
    await store.insertMany([aFact('old')]);
    for (const id of ['a', 'old', 'bad'])
      await (how === 'one' ? log.append(aFact(id)) : log.append([aFact(id)]));
    expect(told).toEqual([
      ['settle', 'a'],
      ['void', 'old'],
      ['void', 'bad'],
    ]);
    expect(store.stored.get('a')).toMatchObject({ lane: 'l', n: 1 });
  });

  test('a fact that cannot have one is refused with its batch, and the numbers given before it are void', async () => {
    await expect(log.append([aFact('a'), aFact('unnumbered'), aFact('b')])).rejects.toThrow('no number');
    expect([told, store.stored.size]).toEqual([[['void', 'a']], 0]);
  });

  test.each(['one', 'many'])('an event that nobody would read is refused with its fact: %s', async (how) => {
    const large = { ...aFact('l'), ...owes('l'.repeat(GATE.textBytes + 1)) };
    const fact = { ...aFact('f'), ...owes('small') };
    const appending = how === 'one' ? log.append(large) : log.append([fact, large]);
    await expect(appending).rejects.toThrow('x.happened.v1 would be more than is read at once');
    expect([told, store.stored.size]).toEqual([how === 'one' ? [] : [['void', 'f']], 0]);
  });

  test('where nothing is certain the outbox is told once the write is over, and looks it up', async () => {
    store.away = new TransientStorageError('no answer');
    await expect(log.append(aFact('a'))).rejects.toThrow('no answer');
    await expect(log.append([aFact('b')])).rejects.toThrow('no answer');
    expect(told).toEqual([
      ['uncertain', 'a'],
      ['uncertain', 'b'],
    ]);
  });
});

describe('the record of an act that makes a fact', () => {
  const request = {};
  test('is written with it, and then nobody else need record the act', async () => {
    await log.append(aFact('a'), { request });
    expect(store.stored.get('a')).toMatchObject({ audit: { _id: 'act' } });
    expect(acts).toEqual([request]);
  });

  test.each(['old', 'bad'])('is left to the answer where no fact was made: %s', async (id) => {
    await store.insertMany([aFact('old')]);
    await log.append(aFact(id), { request });
    expect(acts).toEqual([]);
  });

  test('is none without a request', async () => {
    await log.append(aFact('a'));
    expect(store.stored.get('a')).not.toHaveProperty('audit');
  });
});

describe('who waits for an answer does not wait for the broker', () => {
  test('a fact alone owes its place in the journal, one of a batch is there already', async () => {
    await log.append(aFact('alone'));
    await log.append([aFact('one'), aFact('other')]);
    expect([...store.stored.values()].map(({ owed }) => owed)).toEqual([true, undefined, undefined]);
  });

  test('and requests that come at once share a bulk write, a batch has its own', async () => {
    await Promise.all([log.append(aFact('a')), log.append([aFact('b'), aFact('c')]), log.append(aFact('d'))]);
    expect(store.batches.toSorted(([one = ''], [other = '']) => one.localeCompare(other))).toEqual([
      ['a', 'd'],
      ['b', 'c'],
    ]);
  });
});

test('each fact is given a salt of its own, which is journaled with it whoever does that', async () => {
  const salts: unknown[] = [];
  const seeing = {
    ...noOutbox,
    stamp: <F extends Fact>(fact: F): F => fact,
    settle: (facts: readonly Fact[]) => void salts.push(...facts.map(({ salt }) => salt)),
  };
  await new FactLog(store, seeing).append([aFact('a'), aFact('b')]);
  expect(salts).toEqual([store.stored.get('a')!.salt, store.stored.get('b')!.salt]);
  expect(salts[0]).not.toEqual(salts[1]);
});

test('what says that something is erased is in the erasure ledger first', async () => {
  store.away = new Error('away');
  await expect(log.append([aFact('t')], { erasing: { because: 'c-1' } })).rejects.toThrow('away');
  expect(store.inLedger).toEqual([{ _id: 't', because: 'c-1' }]);
});

test('who cannot go on without any of them hears of the first that cannot be stored', async () => {
  const appended = await log.append([aFact('a'), aFact('bad')]);
  expect(() => durable(appended)).toThrow('bad');
  expect(durable(appended.slice(0, 1))).toEqual([expect.objectContaining({ _id: 'a' })]);
});

test('a fact that went away between write and read is uncertain, and no answer', async () => {
  await store.insertMany([aFact('a')]);
  const blind = {
    ...store,
    insertMany: store.insertMany.bind(store),
    insertTombstones: store.insertTombstones.bind(store),
    findByIds: async () => new Map(),
  };
  const going = new FactLog(blind, noOutbox);
  await expect(going.append(aFact('a'))).rejects.toThrow(TransientStorageError);
});
