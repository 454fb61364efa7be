import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ConsumeMessage } from 'amqplib';
import { Registry } from 'prom-client';
import { CustomerRegistered } from '#contracts';
import { EXAMPLES } from '#participant';
import { isTransient, TransientStorageError } from '#storage';
import { aCustomerRegistered, eventually } from '#testing';
import { done, type Outcome, type Received, retry } from '../consume/outcome.js';
import { messagingMetrics } from '../metrics.js';
import type { ToPark } from '../park/parked-message.js';
import { silentLog } from '../ports.js';
import { consentsQueue } from '../topology/installation.fixture.js';
import { mayPublishAs } from '../topology/may-publish-as.js';
import { FakeChannel, linkOf } from './fake-channel.fixture.js';
import { QueueConsumer } from './queue-consumer.js';

interface Handed {
  readonly ids: readonly string[];
  readonly answer: (outcome: Outcome) => void;
  readonly fail: (error: Error) => void;
}

let channel: FakeChannel;
let consumer: QueueConsumer;
let handed: Handed[];
let parked: ToPark[];
let tag = 0;
let over = false;
let holdMs = 0;

beforeEach(async () => {
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
    metrics: messagingMetrics(new Registry()),
    log: silentLog,
    retryDelaysMs: [200, 200],
    batchSize: 2,
    batchMs: 1,
    prefetch: 6,
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
  over = true;
  const stopped = consumer.stop();
  for (const { answer } of handed) answer(done);
  await stopped;
});

const send = (count: number): void => {
  for (let sent = 0; sent < count; sent += 1) {
    tag += 1;
    channel.hand({
      content: Buffer.from(JSON.stringify(aCustomerRegistered({}, { id: `c-${tag}` }))),
      fields: { deliveryTag: tag, exchange: 'store.events', redelivered: false },
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
