import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ConsumeMessage } from 'amqplib';
import { Registry } from 'prom-client';
import { contracts, CustomerRegistered, eventReader } from '#contracts';
import { EXAMPLES } from '#participant';
import { isTransient, TransientStorageError } from '#storage';
import { aCustomerRegistered, eventually } from '#testing';
import { done, type Outcome, type Received, retry } from '../consume/outcome.js';
import { messagingMetrics } from '../metrics.js';
import { messageId } from '../park/describe-parked.js';
import type { ToPark } from '../park/parked-message.js';
import { silentLog } from '../ports.js';
import { consentsQueue } from '../topology/installation.fixture.js';
import { mayPublishAs } from '../topology/may-publish-as.js';
import { checksumOf } from './checksum.js';
import { FakeChannel, linkOf } from './fake-channel.fixture.js';
import type { Hand } from './in-hand.js';
import { QueueConsumer } from './queue-consumer.js';
import { Turns } from './turns.js';

interface Handed {
  readonly ids: readonly string[];
  readonly answer: (outcome: Outcome) => void;
  readonly fail: (error: Error) => void;
}

const MINE: Hand = { by: 'me', at: new Date(0) };
const DEAD: Hand = { by: 'before', at: new Date(0) };

let channel: FakeChannel;
let consumer: QueueConsumer;
let handed: Handed[];
let parked: ToPark[];
let tag = 0;
let over = false;
let away = false;
let holdMs = 0;
/** By what id, in whose hand. */
let marks: Map<string, Hand>;
let marksWhenRead: string[][];
/** By slot, what is in hand of the batches. */
let batches: Map<number, readonly number[]>;
let batchesWhenRead: number[];
/** What other processes have or had in hand. */
let others: Set<number>;
let looks: number;
const reader = eventReader(contracts);

beforeEach(async () => {
  marks = new Map();
  marksWhenRead = [];
  [batches, batchesWhenRead, others, looks] = [new Map(), [], new Set(), 0];
  [channel, handed, parked, tag, over, holdMs] = [new FakeChannel(), [], [], 0, false, 60_000];
  const run = (batch: readonly Received[]): Promise<readonly Outcome[]> =>
    new Promise((resolve, reject) => {
      const answer = (outcome: Outcome): void => resolve(batch.map(() => outcome));
      if (over) answer(done);
      handed.push({ ids: batch.map(({ event }) => event.id), answer, fail: reject });
    });
  consumer = new QueueConsumer({
    link: linkOf(channel),
    queue: consentsQueue('consent.intake'),
    handlers: new Map([[CustomerRegistered.type, { batch: 10, run }]]),
    mayPublishAs: (user, source) => mayPublishAs(EXAMPLES, user, source),
    parking: { parkAll: async (items) => void parked.push(...items), ping: () => Promise.resolve() },
    inHand: {
      take: async (id) => {
        const there = marks.get(id);
        if (there === undefined) marks.set(id, MINE);
        return there === MINE ? undefined : there;
      },
      drop: async (id) => void marks.delete(id),
      takeBatch: async (_queue, slot, checksums) => {
        if (away) throw new TransientStorageError('away');
        batches.set(slot, checksums);
      },
      dropBatches: async () => batches.clear(),
      ofOthers: async () => {
        if (away) throw new TransientStorageError('away');
        looks += 1;
        return new Set(others);
      },
    },
    reader: {
      ...reader,
      validate: (raw) => {
        marksWhenRead.push([...marks.keys()]);
        batchesWhenRead.push([...batches.values()].flat().length);
        return reader.validate(raw);
      },
    },
    turns: new Turns(),
    dropMs: 50,
    metrics: messagingMetrics(new Registry()),
    log: silentLog,
    retryDelaysMs: [200, 200],
    batchSize: 2,
    batchMs: 1,
    prefetch: 6,
    mostBytes: 1_000_000,
    isTransient,
    get holdMs() {
      return holdMs;
    },
    stallMs: 60_000,
    stopMs: 5000,
  });
  consumer.start(() => undefined);
  await eventually(() => consumer.state === 'consuming');
  channel.asked.length = 0;
});
afterEach(async () => {
  [over, away] = [true, false];
  const stopped = consumer.stop();
  for (const { answer } of handed) answer(done);
  await stopped;
});

const contentOf = (number: number): Buffer =>
  Buffer.from(JSON.stringify(aCustomerRegistered({}, { id: `c-${number}` })));
const idOf = (number: number): string => messageId('consent.intake', contentOf(number));

const checksum = (number: number): number => checksumOf(contentOf(number));
const suspect = (...numbers: number[]): void => numbers.forEach((number) => others.add(checksum(number)));

const send = (count: number, redelivered = false): void => {
  for (let sent = 0; sent < count; sent += 1) {
    tag += 1;
    channel.hand({
      content: contentOf(tag),
      fields: { deliveryTag: tag, exchange: 'store.events', redelivered },
      properties: { userId: 'web-store', headers: {} },
    } as unknown as ConsumeMessage);
  }
};
const settled = async (): Promise<void> => {
  for (let turns = 0; turns < 5; turns += 1) await turn();
};
const handedTo = (count: number): Promise<unknown> => eventually(() => handed.length === count);

describe('Two batches in the hands of the handlers', () => {
  test('are two, and the third waits until one of them is done', async () => {
    send(6);
    await handedTo(2);
    await settled();
    expect(handed.map(({ ids }) => ids)).toEqual([
      ['c-1', 'c-2'],
      ['c-3', 'c-4'],
    ]);
    handed[1]!.answer(done);
    await settled();
    expect(channel.asked).toEqual([]);
    handed[0]!.answer(done);
    await handedTo(3);
    expect(channel.asked).toEqual(['ack 2 and before', 'ack 4 and before']);
  });

  test('are both finished and acknowledged at a stop, and nothing is taken up any more', async () => {
    send(6);
    await handedTo(2);
    const stopped = consumer.stop();
    await settled();
    expect(channel.asked).toEqual([]);
    handed[1]!.answer(done);
    handed[0]!.answer(done);
    await stopped;
    expect(channel.asked).toEqual(['ack 2 and before', 'ack 4 and before', 'close']);
    expect(handed).toHaveLength(2);
  });

  test('of which one is given up: what the other did is acknowledged, and nothing of it', async () => {
    holdMs = -1;
    send(4);
    await handedTo(2);
    handed[0]!.fail(new TransientStorageError('away'));
    await settled();
    expect(channel.asked).toEqual([]);
    handed[1]!.answer(done);
    await eventually(() => channel.asked.includes('close'));
    expect(channel.asked.slice(0, 3)).toEqual(['ack 3', 'ack 4', 'close']);
  });

  test('share the places of what waits for another attempt; only who finds none is parked', async () => {
    send(4);
    await handedTo(2);
    for (const { answer } of handed) answer(retry('later'));
    await eventually(() => parked.length > 0);
    await settled();
    expect(parked).toHaveLength(1);
    expect(channel.asked).toEqual(['ack 4']);
  });
});

test('a next attempt has its turn in a stream of full batches', async () => {
  send(6);
  await handedTo(2);
  handed[0]!.answer(retry('later'));
  const again = (): boolean => handed.slice(1).some(({ ids }) => ids.includes('c-1'));
  for (let next = 1; next < 60 && !again(); next += 1) {
    send(2);
    await pause(10);
    handed[next]!.answer(done);
    await eventually(() => handed.length > next + 1);
  }
  expect(again()).toBe(true);
});

test('what fails for another reason after the database was away ends the pause', async () => {
  send(1);
  await handedTo(1);
  handed[0]!.fail(new TransientStorageError('away'));
  await handedTo(2);
  expect(consumer.state).toBe('paused');
  handed[1]!.fail(new Error('bad'));
  await handedTo(3);
  expect(consumer.state).toBe('consuming');
});

describe('What is in hand', () => {
  test('has its mark before it is read: one for each batch', async () => {
    send(4);
    await handedTo(2);
    expect(batchesWhenRead).toEqual([2, 2, 4, 4]);
    expect([...batches]).toEqual([
      [0, [1, 2].map(checksum)],
      [1, [3, 4].map(checksum)],
    ]);
    expect(looks).toBe(0);
  });

  test('takes the place of what was done before it', async () => {
    send(6);
    await handedTo(2);
    handed[0]!.answer(done);
    await handedTo(3);
    expect([...batches]).toEqual([
      [0, [5, 6].map(checksum)],
      [1, [3, 4].map(checksum)],
    ]);
  });

  test('has no mark any more after a stop, nor when nothing came for a while', async () => {
    send(1);
    await handedTo(1);
    handed[0]!.answer(done);
    await eventually(() => batches.size === 0);
    send(1);
    await handedTo(2);
    expect(batches.size).toBe(1);
    const stopped = consumer.stop();
    handed[1]!.answer(done);
    await stopped;
    expect(batches.size).toBe(0);
  });

  test('waits for its mark while the database is away', async () => {
    away = true;
    send(1);
    await eventually(() => consumer.state === 'paused');
    expect(batchesWhenRead).toEqual([]);
    away = false;
    await handedTo(1);
  });
});

describe('What comes again', () => {
  test('comes in batches where no other process had it in hand, and is looked for once a batch', async () => {
    send(4, true);
    await handedTo(2);
    expect(handed.map(({ ids }) => ids)).toEqual([
      ['c-1', 'c-2'],
      ['c-3', 'c-4'],
    ]);
    expect([looks, ...marks]).toEqual([2]);
  });

  test('waits to be looked for while the database is away', async () => {
    away = true;
    send(1, true);
    await eventually(() => consumer.state === 'paused');
    expect(batchesWhenRead).toEqual([]);
    away = false;
    await handedTo(1);
  });

  test('comes with all else once the process that has it has let go of it', async () => {
    suspect(1, 2);
    send(2, true);
    await handedTo(1);
    others.clear();
    await pause(1100);
    handed[0]!.answer(done);
    await handedTo(2);
    expect(handed.map(({ ids }) => ids)).toEqual([['c-1'], ['c-2']]);
    expect(marksWhenRead).toEqual([[idOf(1)], []]);
  });
});

describe('What a process had in hand when it died', () => {
  test('has its own mark before it is read', async () => {
    suspect(1);
    send(1, true);
    await handedTo(1);
    expect(marksWhenRead).toEqual([[idOf(1)]]);
  });

  test('comes alone, each with its mark for as long as it is in hand', async () => {
    suspect(1, 2);
    send(2, true);
    send(2);
    await handedTo(1);
    await settled();
    expect(handed.map(({ ids }) => ids)).toEqual([['c-1']]);
    expect([...marks]).toEqual([[idOf(1), MINE]]);
    handed[0]!.answer(done);
    await handedTo(2);
    expect([...marks]).toEqual([]);
    handed[1]!.answer(done);
    await handedTo(3);
    expect(handed.map(({ ids }) => ids)).toEqual([['c-1'], ['c-3', 'c-4'], ['c-2']]);
    expect([...marks]).toEqual([[idOf(2), MINE]]);
  });

  test('is parked unread where a process died with it alone, and the others go on meanwhile', async () => {
    suspect(1, 2);
    marks.set(idOf(1), DEAD);
    send(2, true);
    await handedTo(1);
    expect(handed[0]!.ids).toEqual(['c-2']);
    expect(parked).toEqual([]);
    handed[0]!.answer(done);
    await eventually(() => channel.asked.length === 2);
    expect(parked).toMatchObject([{ reason: 'killed-the-process', unread: true, publisher: 'web-store' }]);
    expect(parked[0]).not.toHaveProperty('type');
    expect(channel.asked).toEqual(['ack 2', 'ack 1 and before']);
    expect([...marks]).toEqual([]);
  });

  test('is handled where the process that had it drops it in time: that one had only lost its channel', async () => {
    suspect(1, 2);
    marks.set(idOf(1), DEAD);
    send(2, true);
    await handedTo(1);
    marks.delete(idOf(1));
    handed[0]!.answer(done);
    await handedTo(2);
    expect([handed[1]!.ids, parked]).toEqual([['c-1'], []]);
  });
});
