import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Registry } from 'prom-client';
import type { CloudEvent, LaneWatermark } from '#contracts';
import {
  FactCollection,
  declaredIndexes,
  factIndexes,
  FactLog,
  FactOutbox,
  type Journal,
  type JournalEntry,
  createIndexes,
  TransientStorageError,
  type Fact,
} from '#storage';
import { eventually } from '#testing';
import { BrokerFixture } from '../broker.fixture.js';
import { FollowedLanes } from '../lanes/followed-lanes.js';
import { LaneClock } from '../lanes/lane-clock.js';
import { unreached } from '../lanes/judge-lanes.js';
import { MongoFollowedLaneStore } from '../lanes/mongo-followed-lane.store.js';
import { messagingCollections } from '../messaging-collections.js';
import { MongoLaneFacts, MongoLaneStore } from '../lanes/mongo-lane.store.js';
import { silentLog } from '../ports.js';
import { routeOf } from '../topology/route-event.js';
import { OwedEvents } from './owed-events.js';
import type { Publisher } from './publisher.js';

jest.setTimeout(30_000);

const fact = (id: string, type = 'suppression.added.v1', takenAt = new Date()): Fact => ({
  _id: id,
  type,
  on: '2026-06-30',
  at: '2026-06-30T09:12:00Z',
  takenAt,
  owed: true,
  owes: [eventOf(id, type)],
});

const followedBy = ['followed_lanes_of_folded', 'followed_lanes_of_folded_2'];

const many = (count: number, prefix = 'f', type?: string, takenAt?: Date): Fact[] =>
  Array.from({ length: count }, (_, index) => fact(`${prefix}-${index}`, type, takenAt));

describe('events that facts owe', () => {
  let broker: BrokerFixture;
  let publisher: Publisher;
  let facts: FactCollection;
  let closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    broker = await BrokerFixture.start();
    publisher = broker.publisher('marketing-suppression');
    facts = new FactCollection(broker.database.connection);
    await createIndexes(broker.database.connection, [
      ...factIndexes(),
      ...factIndexes('folded'),
      ...factIndexes('folded_2'),
      ...declaredIndexes(...messagingCollections),
    ]);
  });
  afterEach(async () => {
    for (const close of closing.toReversed()) await close();
    closing = [];
    await broker.endFollowers();
    for (const name of ['facts', 'folded', 'folded_2', 'lanes', 'followed_lanes', ...followedBy]) {
      await broker.database.connection.collection(name).deleteMany({});
    }
    await broker.readAll('consent.events', 'consent');
  });
  afterAll(() => broker.end());

  function owed(
    options: {
      lane?: LaneClock;
      metrics?: Registry;
      start?: boolean;
      afterMs?: number;
      journal?: Journal;
    } = {},
  ): OwedEvents {
    const { lane, metrics = new Registry(), start = true, afterMs = 300 } = options;
    const journaled =
      options.journal && new FactCollection(broker.database.connection, { journal: options.journal });
    const events = new OwedEvents({
      facts: [new FactOutbox(journaled ?? facts)],
      publisher,
      log: silentLog,
      metrics,
      afterMs,
      everyMs: 50,
      markMs: 20,
      ...(lane && { lane }),
      // What the alternate of an exchange keeps is out; only an exchange without one gives a message back.
      route: (event) =>
        event.type === 'nobody.listens.v1'
          ? { exchange: 'marketing-suppression.own', routingKey: event.type }
          : routeOf(event),
    });
    if (start) events.start();
    closing.push(() => events.stop());
    return events;
  }

  function laneClock(options: { leaseMs?: number; unsureMs?: number } = {}): LaneClock {
    const { connection } = broker.database;
    const clock = new LaneClock({
      service: 'marketing-suppression',
      types: ['suppression.added.v1', 'suppression.lifted.v1'],
      store: new MongoLaneStore(connection, options.leaseMs ?? 5000),
      facts: new MongoLaneFacts(connection),
      publisher,
      log: silentLog,
      everyMs: 50,
      keepMs: 100,
      ...(options.unsureMs !== undefined && { unsureMs: options.unsureMs }),
    });
    closing.push(() => clock.stop());
    return clock;
  }

  const stillOwed = async (): Promise<number> => (await facts.owedSummary()).owed;
  const insert = (some: readonly Fact[]) => facts.insertMany(some);
  const append = async (events: OwedEvents, some: readonly Fact[], insertMany = insert) => {
    const store = { insertMany, insertTombstones: insertMany, findByIds: facts.findByIds.bind(facts) };
    return (await new FactLog(store, events).append(some)).map(({ outcome }) => outcome);
  };

  test('go out right after the write, in one go, and are marked', async () => {
    const events = owed({ afterMs: 60_000 });
    expect(await append(events, many(500))).toEqual(many(500).map(() => 'inserted'));
    await eventually(async () => (await stillOwed()) === 0);
    const arrived = await broker.readAll('consent.events', 'consent');
    expect(arrived.size).toBe(500);
    expect(Math.max(...arrived.values())).toBe(1);
  });

  test('that a crash left are published by the relay', async () => {
    await insert(many(700, 'crashed', undefined, new Date(Date.now() - 10_000)));
    const metrics = new Registry();
    owed({ metrics });
    await eventually(async () => (await stillOwed()) === 0);
    expect((await broker.readAll('consent.events', 'consent')).size).toBe(700);
    await eventually(
      async () => (await metrics.getSingleMetric('seloste_owed')?.get())?.values[0]?.value === 0,
    );
  });

  test('whose mark was lost are only told again, each under the same id', async () => {
    const mark = jest.spyOn(facts, 'markSettled').mockRejectedValueOnce(new TransientStorageError('away'));
    const events = owed();
    await append(events, many(20, 'unmarked'));
    await eventually(async () => (await stillOwed()) === 0);
    mark.mockRestore();
    const arrived = await broker.readAll('consent.events', 'consent');
    expect([...arrived.keys()].toSorted()).toEqual(
      many(20, 'unmarked')
        .map(({ _id }) => _id)
        .toSorted(),
    );
    expect(Math.min(...arrived.values())).toBeGreaterThan(1);
  });

  test('stay owed where no queue is bound for them, and hold nothing else up', async () => {
    const metrics = new Registry();
    const long = new Date(Date.now() - 10_000);
    await insert([...many(600, 'nowhere', 'nobody.listens.v1', long), ...many(3, 'somewhere')]);
    owed({ metrics });
    await eventually(async () => (await stillOwed()) === 600);
    expect((await broker.readAll('consent.events', 'consent')).size).toBe(3);
    expect((await metrics.getSingleMetric('seloste_owed')?.get())?.values[0]?.value).toBe(600);
    expect(
      (await metrics.getSingleMetric('seloste_owed_oldest_seconds')?.get())?.values[0]?.value,
    ).toBeGreaterThan(9);
  });

  test('are marked only once their facts are in the journal, and until then told to it again', async () => {
    const journaled: JournalEntry[] = [];
    let away = true;
    const journal: Journal = {
      append: async (entries) => {
        if (away) throw new TransientStorageError('the journal is away');
        journaled.push(...entries);
      },
    };
    const events = owed({ journal });
    await append(events, [...many(3), { ...fact('no-event'), owes: [] }]);
    const arrived = await broker.readAll('consent.events', 'consent');
    expect([...arrived.values()]).toEqual([1, 1, 1]);
    expect(await stillOwed()).toBe(4);
    away = false;
    await eventually(async () => (await stillOwed()) === 0);
    const ids = journaled.flatMap((entry) =>
      entry.kind === 'put' ? entry.documents.map((document) => (document as Fact)._id) : [],
    );
    expect(new Set(ids)).toEqual(new Set(['f-0', 'f-1', 'f-2', 'no-event']));
  });

  test('are flushed and marked by a graceful stop', async () => {
    const events = owed({ start: false, afterMs: 60_000 });
    await append(events, many(50));
    await events.stop();
    // Marks are not journaled by a majority when they return; no relay runs that could have made them.
    await eventually(async () => (await stillOwed()) === 0);
  });

  /** One that takes the events of this type only, and holds what `handle` does not keep from it. */
  function followerOf(
    type: string,
    collection: string,
    mayFold: (event: CloudEvent) => boolean = () => true,
  ) {
    const { connection } = broker.database;
    const folded = new FactCollection(connection, { name: collection });
    const lanes = new FollowedLanes({
      follows: [{ of: 'marketing-suppression', types: [type] }],
      store: new MongoFollowedLaneStore(connection, `followed_lanes_of_${collection}`),
      count: (id, after, through) => new MongoLaneFacts(connection, [collection]).count(id, after, through),
      log: silentLog,
      everyMs: 30,
    });
    lanes.start();
    closing.push(() => lanes.stop());
    const held: Fact[] = [];
    const handle = async (event: CloudEvent): Promise<void> => {
      if (event.type === 'lane.watermark.v1')
        await lanes.heard([{ ...(event.data as LaneWatermark), told: event.time }]);
      if (event.type !== type) return;
      const { lane, lanesequence: n } = event;
      const one = {
        ...fact(event.id, type),
        ...(lane !== undefined && { lane }),
        ...(n !== undefined && { n }),
      };
      if (mayFold(event)) await folded.insertMany([one]);
      else held.push(one);
    };
    return { lanes, held, handle, fold: () => folded.insertMany(held) };
  }
  const asOfMs = ({ lanes }: ReturnType<typeof followerOf>): number => lanes.asOf()?.getTime() ?? 0;

  test('tell a follower as of when it has everything, and not before it has', async () => {
    const lane = laneClock();
    await lane.start();
    const events = owed({ lane, afterMs: 60_000 });
    const follower = followerOf('suppression.added.v1', 'folded', ({ id }) => id !== 'f-7');
    await broker.onEach('consent.events', 'consent', follower.handle);
    await eventually(() => follower.lanes.asOf());
    const before = Date.now();
    const written = await append(events, [...many(20), fact('f-3')]);
    expect(written.filter((one) => one === 'duplicate')).toHaveLength(1);
    await eventually(() => follower.held.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(follower.lanes.asOf()?.getTime()).toBeLessThanOrEqual(before + 60);
    await follower.fold();
    await eventually(() => asOfMs(follower) > before + 400);
  });

  test('keep two followers current that count different types of one publisher', async () => {
    const lane = laneClock();
    await lane.start();
    const events = owed({ lane, afterMs: 60_000 });
    const followers = [
      followerOf('suppression.added.v1', 'folded'),
      followerOf('suppression.lifted.v1', 'folded_2'),
    ];
    await broker.onEach('consent.events', 'consent', async (event) => {
      for (const { handle } of followers) await handle(event);
    });
    await append(events, [...many(7), ...many(3, 'lifted', 'suppression.lifted.v1')]);
    await eventually(async () => (await stillOwed()) === 0);
    const out = Date.now();
    await eventually(() => followers.every((one) => asOfMs(one) > out));
    const { connection } = broker.database;
    const counts = await Promise.all(
      ['folded', 'folded_2'].map((name) => connection.collection(name).countDocuments()),
    );
    expect(counts).toEqual([7, 3]);
  });

  test('a moment that a wrong clock stored goes back once the clock is right, and any other only forwards', async () => {
    const store = new MongoFollowedLaneStore(broker.database.connection);
    const lane = { lane: 'a/1', service: 'a', through: 0, count: 0, closed: false };
    const now = Date.now();
    const stored: number[] = [];
    for (const at of [now + 3_600_000, now - 1000, now - 2000, now - 500]) {
      await store.advance([{ ...lane, at }]);
      for (const one of await store.all(['a'])) stored.push(one.at - now);
    }
    expect(stored).toEqual([3_600_000, -1000, -1000, -500]);
  });

  test('a lane whose end is heard first is known by it, and its end stays while it is open', async () => {
    const store = new MongoFollowedLaneStore(broker.database.connection);
    const end = { through: 2, count: 2, at: Date.now() };
    const stored = async () => (await store.all(['a']))[0];
    await store.keepEnd('a/1', end);
    expect(await stored()).toEqual({ ...unreached('a/1'), end });
    await store.advance([{ ...unreached('a/1'), at: end.at - 1000 }]);
    await store.advance([unreached('a/1')]);
    expect(await stored()).toMatchObject({ through: 0, at: end.at - 1000, closed: false, end });
    await store.advance([{ ...unreached('a/1'), ...end, closed: true }]);
    await store.keepEnd('a/1', { ...end, through: 3 });
    expect(await stored()).toMatchObject({ ...end, closed: true, end });
  });

  test('a number whose write is uncertain holds the lane until the facts say what became of it', async () => {
    const lane = laneClock({ unsureMs: 150 });
    await lane.start();
    const events = owed({ lane, afterMs: 100 });
    const lost = append(events, many(1, 'lost'), () => Promise.reject(new Error('connection closed')));
    await expect(lost).rejects.toThrow('closed');
    const landed = append(events, many(1, 'landed', undefined, new Date(Date.now() - 200)), async (some) => {
      await insert(some);
      throw new Error('connection closed');
    });
    await expect(landed).rejects.toThrow('closed');
    const marks = await broker.watermarks('consent.events', 'consent');
    await eventually(() => marks.some(({ through, count }) => through === 2 && count === 1));
    expect(marks[0]).toMatchObject({ through: 0, count: 0 });
  });

  test('the lane of an instance that crashed is adopted and closed once nothing of it is owed', async () => {
    const { connection } = broker.database;
    const dead = 'marketing-suppression/dead-0001';
    await new MongoLaneStore(connection, 50).open(dead, 'marketing-suppression');
    const left = [1, 2, 4].map((n) => ({
      ...fact(`dead-${n}`, undefined, new Date(Date.now() - 10_000)),
      lane: dead,
      n,
    }));
    await insert(left);
    const lane = laneClock();
    const marks = await broker.watermarks('consent.events', 'consent');
    await lane.start();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(marks.filter((mark) => mark.lane === dead)).toEqual([]);
    owed({ lane });
    const closed = await eventually(() => marks.find((mark) => mark.lane === dead));
    expect(closed).toMatchObject({ through: 4, count: 3, closed: true });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(marks.filter((mark) => mark.lane === dead)).toHaveLength(1);
  });

  test('a graceful stop closes its lanes, and where one was taken over another of its type is opened', async () => {
    const { connection } = broker.database;
    const marks = await broker.watermarks('consent.events', 'consent');
    const lane = laneClock();
    await lane.start();
    const [first, other] = lane.lanes;
    await connection
      .collection('lanes')
      .updateOne({ _id: first as never }, { $set: { adopter: 'somebody' } });
    await eventually(() => !lane.lanes.includes(first!));
    const open = lane.lanes;
    expect(open).toContain(other);
    await lane.stop();
    const closed = await eventually(() => {
      const ends = marks.filter((mark) => mark.closed);
      return ends.length === 2 && ends;
    });
    expect(closed.map(({ lane: id }) => id).toSorted()).toEqual(open.toSorted());
    expect(closed).toEqual(closed.map((mark) => ({ ...mark, through: 0, count: 0 })));
  });
});

function eventOf(id: string, type: string): CloudEvent {
  return {
    specversion: '1.0',
    id,
    source: '/marketing-suppression',
    type,
    time: '2026-06-30T09:12:00Z',
    data: {},
  };
}
