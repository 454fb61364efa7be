import { describe, expect, test } from '@jest/globals';
import type { ConsumeMessage } from 'amqplib';
import { Registry } from 'prom-client';
import { contracts, CustomerRegistered, type EventReader, eventReader } from '#contracts';
import { EXAMPLES } from '#participant';
import { TransientStorageError, isTransient } from '#storage';
import { aCustomerRegistered } from '#testing';
import { done, park, retry, type Outcome, type Received } from '../consume/outcome.js';
import { messagingMetrics } from '../metrics.js';
import type { ToPark } from '../park/parked-message.js';
import { silentLog } from '../ports.js';
import { consentsQueue } from '../topology/installation.fixture.js';
import { mayPublishAs } from '../topology/may-publish-as.js';
import type { Delivery } from './delivery.js';
import { Interrupted, type Patience } from './wait-for-database.js';
import { readBatch, workBatch, type WorkedBatch } from './work-batch.js';

const queue = consentsQueue('consent.intake');

const delivery = (tag: number, attempts = 1, bytes = 0): Delivery => ({
  message: {
    content: Buffer.from(JSON.stringify(aCustomerRegistered({}, { id: `c-${tag}` })).padEnd(bytes)),
    fields: { exchange: 'store.events', redelivered: false },
    properties: { userId: 'web-store', headers: {} },
  } as unknown as ConsumeMessage,
  tag,
  attempts,
});

interface Tried {
  readonly handle: (batch: readonly Received[]) => Promise<readonly Outcome[]>;
  readonly parkAll?: (items: readonly ToPark[]) => Promise<void>;
  readonly room?: number;
  readonly signal?: AbortSignal;
  readonly reader?: EventReader;
}

async function work(
  deliveries: readonly Delivery[],
  { handle, parkAll, room = 100, signal = new AbortController().signal, reader }: Tried,
): Promise<WorkedBatch & { readonly parked: readonly ToPark[] }> {
  const parked: ToPark[] = [];
  const all = {
    queue,
    handlers: new Map([[CustomerRegistered.type, { batch: 10, run: handle }]]),
    mayPublishAs: (user: string, source: string) => mayPublishAs(EXAMPLES, user, source),
    parking: {
      parkAll: async (items: readonly ToPark[]) => {
        await parkAll?.(items);
        parked.push(...items);
      },
    },
    metrics: messagingMetrics(new Registry()),
    log: silentLog,
    retryDelaysMs: [200, 1000, 5000],
    ...(reader !== undefined && { reader }),
  };
  const patience: Patience = {
    isTransient,
    signal,
    mostMs: 10_000,
    onPause: () => undefined,
    onResume: () => undefined,
  };
  let left = room;
  const mayRetry = (): boolean => (left -= 1) >= 0;
  return { ...(await workBatch(await readBatch(deliveries, all), all, patience, mayRetry)), parked };
}

const tags = (deliveries: readonly Delivery[]): readonly number[] => deliveries.map(({ tag }) => tag);

const again = async (batch: readonly Received[]): Promise<readonly Outcome[]> =>
  batch.map(() => retry('waits-for-another'));

describe('the ladder of retries', () => {
  test.each([
    [1, 200],
    [2, 1000],
    [3, 5000],
  ])('after attempt %i the next one waits %i ms, longer each time', async (attempts, delayMs) => {
    const worked = await work([delivery(1, attempts)], { handle: again });
    expect(worked.retries).toMatchObject([{ delayMs, delivery: { attempts: attempts + 1 } }]);
    expect(worked.settled).toEqual([]);
  });

  test('ends: after the last attempt the message is parked with its reason, and only then settled', async () => {
    const worked = await work([delivery(1, 4)], { handle: again });
    expect(worked.retries).toEqual([]);
    expect(worked.parked).toMatchObject([{ reason: 'waits-for-another', attempts: 4 }]);
    expect(tags(worked.settled)).toEqual([1]);
  });

  test('holds no more than there is room for; the rest is parked rather than in the way', async () => {
    const worked = await work(
      [1, 2, 3].map((tag) => delivery(tag)),
      { handle: again, room: 2 },
    );
    expect(tags(worked.retries.map((one) => one.delivery))).toEqual([1, 2]);
    expect(tags(worked.settled)).toEqual([3]);
  });
});

describe('what becomes of a batch', () => {
  test('each message has the outcome the handler gave it', async () => {
    const outcomes = [done, park('not-ours'), retry('later'), done];
    const worked = await work(
      [1, 2, 3, 4].map((tag) => delivery(tag)),
      { handle: async () => outcomes },
    );
    expect(tags(worked.settled)).toEqual([1, 4, 2]);
    expect(tags(worked.retries.map((one) => one.delivery))).toEqual([3]);
    expect(worked.parked).toMatchObject([{ reason: 'not-ours', attempts: 1, publisher: 'web-store' }]);
  });

  test('a database that is away for a moment is no attempt', async () => {
    let times = 0;
    const worked = await work([delivery(1)], {
      handle: async (batch) => {
        times += 1;
        if (times < 3) throw new TransientStorageError('no primary');
        return batch.map(() => done);
      },
    });
    expect(worked).toMatchObject({ retries: [], parked: [], settled: [{ tag: 1, attempts: 1 }] });
  });

  test('nothing is settled where the session ends while the database is away', async () => {
    const session = new AbortController();
    const worked = work([delivery(1)], {
      signal: session.signal,
      handle: async () => {
        session.abort();
        throw new TransientStorageError('no primary');
      },
    });
    await expect(worked).rejects.toThrow(Interrupted);
  });

  test('what cannot be parked is not settled, and holds up nothing beside it', async () => {
    const worked = await work(
      [1, 2, 3].map((tag) => delivery(tag)),
      {
        handle: async (batch) => batch.map(() => park('not-ours')),
        parkAll: async (items) => {
          if (items.some(({ content }) => content.includes('c-2'))) throw new RangeError('too large');
        },
      },
    );
    expect(tags(worked.settled)).toEqual([1, 3]);
    expect(tags(worked.unparkable)).toEqual([2]);
  });
});

describe('large messages', () => {
  const large = Array.from({ length: 12 }, (_unused, tag) => delivery(tag, 1, 100_000));

  test('others have their turn while a batch of them is read', async () => {
    let turns = 0;
    let reading = true;
    const count = (): void => {
      turns += 1;
      if (reading) setImmediate(count);
    };
    setImmediate(count);
    await work(large, {
      handle: async (batch) => {
        reading = false;
        return batch.map(() => done);
      },
    });
    expect(turns).toBeGreaterThanOrEqual(4);
  });

  test('are parked a few at a time', async () => {
    const sizes: number[] = [];
    const { parked, settled } = await work(large, {
      handle: async (batch) => batch.map(() => park('not-ours')),
      parkAll: async (items) => void sizes.push(items.length),
    });
    expect(sizes).toEqual([2, 2, 2, 2, 2, 2]);
    expect([parked.length, settled.length]).toEqual([12, 12]);
  });
});

const allDone = async (batch: readonly Received[]): Promise<readonly Outcome[]> => batch.map(() => done);

test('a message that throws while it is read is parked unread, with the kind of the error, and its neighbours are done', async () => {
  const sound = eventReader(contracts);
  const validate: EventReader['validate'] = (raw) => {
    if ((raw as { id: string }).id === 'c-2') throw new RangeError('of c-2');
    return sound.validate(raw);
  };
  const deliveries = [1, 2, 3].map((tag) => delivery(tag));
  const worked = await work(deliveries, { handle: allDone, reader: { ...sound, validate } });
  expect(worked.parked).toMatchObject([
    { reason: 'unreadable', unread: true, error: { name: 'RangeError' } },
  ]);
  expect(tags(worked.settled).toSorted((one, other) => one - other)).toEqual([1, 2, 3]);
});
