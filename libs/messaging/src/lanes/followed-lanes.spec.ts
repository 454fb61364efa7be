import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { silentLog } from '../ports.js';
import { FollowedLanes, type FollowedLaneStore, type ToldWatermark } from './followed-lanes.js';
import { believedAt, judgeLanes, type FollowedLane, type Source, unreached } from './judge-lanes.js';

class MemoryLanes implements FollowedLaneStore {
  readonly lanes = new Map<string, FollowedLane>();
  all(services: readonly string[]): Promise<readonly FollowedLane[]> {
    return Promise.resolve([...this.lanes.values()].filter(({ service }) => services.includes(service)));
  }
  advance(lanes: readonly FollowedLane[]): Promise<void> {
    for (const lane of lanes) {
      const known = this.lanes.get(lane.lane);
      this.lanes.set(lane.lane, { ...known, ...lane, at: Math.max(lane.at, known?.at ?? 0) });
    }
    return Promise.resolve();
  }
  keepEnd(lane: string, end: NonNullable<FollowedLane['end']>): Promise<void> {
    this.lanes.set(lane, { ...(this.lanes.get(lane) ?? unreached(lane)), end });
    return Promise.resolve();
  }
}

const moment = (second: number): string => new Date(Date.UTC(2026, 6, 1, 12, 0, second)).toISOString();
const mark = (
  through: number,
  count: number,
  second: number,
  closed = false,
  lane = 'a/1',
): ToldWatermark => ({
  lane,
  through,
  count,
  at: moment(second),
  told: moment(second),
  closed,
});

const [added, lifted] = ['thing.added.v1', 'thing.lifted.v1'];
const all = (...services: readonly string[]): readonly Source[] =>
  services.map((of) => ({ of, types: [added, lifted] }));

/** The lanes of which the database was asked how many facts it has. */
const asked: string[] = [];

function follow(
  held: Map<string, Set<number>>,
  follows = all('a'),
  store = new MemoryLanes(),
): FollowedLanes {
  const count = (lane: string, after: number, through: number): Promise<number> => {
    asked.push(lane);
    return Promise.resolve([...(held.get(lane) ?? [])].filter((n) => n > after && n <= through).length);
  };
  return new FollowedLanes({ follows, store, count, log: silentLog });
}
const heard = async (lanes: FollowedLanes, ...marks: ToldWatermark[]): Promise<string | undefined> => {
  await lanes.heard(marks);
  await lanes.stop();
  await lanes.refresh();
  return lanes.asOf()?.toISOString();
};

const lane = (id: string, at: number, closed = false): FollowedLane => ({
  lane: `a/${id}`,
  service: 'a',
  through: 1,
  count: 1,
  at,
  closed,
});

describe('as of when a follower has everything', () => {
  test('is unknown before it has heard of every service it follows', async () => {
    const lanes = follow(new Map(), all('a', 'b'));
    expect(await heard(lanes, mark(0, 0, 1))).toBeUndefined();
    expect(await heard(lanes, mark(0, 0, 2, false, 'b/1'))).toBe(moment(1));
  });

  test('moves only when the database counts what the publisher counted', async () => {
    const held = new Map([['a/1', new Set([1])]]);
    const lanes = follow(held);
    expect(await heard(lanes, mark(1, 1, 1))).toBe(moment(1));
    expect(await heard(lanes, mark(3, 3, 2), mark(3, 3, 3))).toBe(moment(1));
    held.get('a/1')?.add(3);
    expect(await heard(lanes)).toBe(moment(1));
    held.get('a/1')?.add(2);
    expect(await heard(lanes)).toBe(moment(3));
  });

  test('is not held back by numbers that were never written', async () => {
    expect(await heard(follow(new Map([['a/1', new Set([1, 4])]])), mark(5, 2, 7))).toBe(moment(7));
  });

  test('is not held back by a dead instance whose last numbers were never written', async () => {
    const lanes = follow(new Map([['a/1', new Set([1])]]));
    await heard(lanes, mark(3, 1, 1));
    expect(await heard(lanes, mark(1, 1, 2, true), mark(0, 0, 9, false, 'a/2'))).toBe(moment(9));
  });

  test('is shared by all instances through the database', async () => {
    const store = new MemoryLanes();
    await heard(follow(new Map(), all('a'), store), mark(0, 0, 5));
    expect(await heard(follow(new Map(), all('a'), store))).toBe(moment(5));
  });

  test.each([
    ['after', [[mark(0, 0, 1)], [mark(2, 2, 3, true)]]],
    ['together with', [[mark(0, 0, 1), mark(2, 2, 3, true)]]],
    ['before', [[mark(2, 2, 3, true)], [mark(0, 0, 1)]]],
  ])(
    'moves on when the instance that heard where a lane ends, %s its begin, died before it could count so far',
    async (_, told) => {
      const store = new MemoryLanes();
      const held = new Map([['a/1', new Set<number>()]]);
      const dying = follow(held, all('a'), store);
      for (const marks of told) await heard(dying, ...marks);
      const next = follow(held, all('a'), store);
      expect(await heard(next, mark(0, 0, 9, false, 'a/2'))).toBe(moment(1));
      held.set('a/1', new Set([1, 2]));
      expect(await heard(next)).toBe(moment(9));
    },
  );

  test.each([
    ['still open', false],
    ['closed by now', true],
  ])(
    'is unknown while a lane is heard of that was never reached, whatever is heard of others: one that is %s',
    async (_, closed) => {
      const held = new Map([['a/2', new Set([2])]]);
      const store = new MemoryLanes();
      const lanes = follow(held, all('a'), store);
      expect(await heard(lanes, mark(0, 0, 1))).toBe(moment(1));
      expect(await heard(lanes, mark(2, 2, 2, closed, 'a/2'), mark(0, 0, 3))).toBeUndefined();
      expect(await heard(follow(held, all('a'), store), mark(0, 0, 4))).toBeUndefined();
      held.get('a/2')?.add(1);
      expect(await heard(lanes, mark(2, 2, 5, closed, 'a/2'), mark(0, 0, 5))).toBe(moment(5));
    },
  );

  test('does not hear services it does not follow', async () => {
    expect(await heard(follow(new Map(), all('a')), mark(0, 0, 1), mark(9, 9, 1, false, 'b/1'))).toBe(
      moment(1),
    );
  });

  test('never says more than is there, whatever comes in whatever order', async () => {
    const scenario = fc.record({
      facts: fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
      events: fc.array(fc.oneof(fc.record({ fold: fc.nat(11) }), fc.record({ hear: fc.nat(12) })), {
        maxLength: 40,
      }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ facts, events }) => {
        const held = new Map([['a/1', new Set<number>()]]);
        const lanes = follow(held);
        for (const event of events) {
          if ('fold' in event && facts[event.fold]) held.get('a/1')?.add(event.fold + 1);
          const through = 'hear' in event ? Math.min(event.hear, facts.length) : 0;
          const count = facts.slice(0, through).filter(Boolean).length;
          const asOf = await ('hear' in event ? heard(lanes, mark(through, count, through)) : heard(lanes));
          if (asOf === undefined) continue;
          const second = new Date(asOf).getUTCSeconds();
          facts.slice(0, second).forEach((isFact, index) => {
            if (isFact) expect(held.get('a/1')?.has(index + 1)).toBe(true);
          });
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a clock that is wrong', () => {
  const hour = 3_600_000;
  const start = Date.UTC(2026, 6, 1, 12);
  const jump = fc.integer({ min: -6 * hour, max: 6 * hour });
  const while_ = fc.nat(20_000);

  /** A watermark is sent, heard after a while, and then nothing more comes. */
  async function ageAfter(
    publisherAheadMs: number,
    { pendingMs = 0, onTheWayMs = 0, silentMs = 0, followerSetMs = 0 },
  ): Promise<number | undefined> {
    let [clockMs, steadyMs] = [start + onTheWayMs, 0];
    const lanes = new FollowedLanes({
      follows: all('a'),
      store: new MemoryLanes(),
      count: () => Promise.resolve(0),
      log: silentLog,
      clockMs: () => clockMs,
      steadyMs: () => steadyMs,
    });
    const told = start + publisherAheadMs;
    const [at, toldAt] = [told - pendingMs, told].map((ms) => new Date(ms).toISOString());
    await heard(lanes, { lane: 'a/1', through: 0, count: 0, closed: false, at: at!, told: toldAt! });
    steadyMs += silentMs;
    clockMs += silentMs + followerSetMs;
    return lanes.ageMs();
  }

  test('of a publisher makes nothing younger than what it had on its way, and than the silence since', async () => {
    const times = fc.record({ pendingMs: while_, onTheWayMs: while_, silentMs: while_ });
    await fc.assert(
      fc.asyncProperty(jump, times, async (aheadMs, { pendingMs, onTheWayMs, silentMs }) => {
        const age = (await ageAfter(aheadMs, { pendingMs, onTheWayMs, silentMs })) ?? 0;
        expect(age).toBeGreaterThanOrEqual(pendingMs + silentMs);
        // Right, or behind: the way it came counts too.
        if (aheadMs <= 0) expect(age).toBe(pendingMs + onTheWayMs + silentMs - aheadMs);
      }),
    );
  });

  test('of the follower, set back while nothing comes, makes nothing younger than the silence', async () => {
    await fc.assert(
      fc.asyncProperty(jump, while_, async (followerSetMs, silentMs) => {
        expect(await ageAfter(0, { silentMs, followerSetMs })).toBe(
          Math.max(silentMs, silentMs + followerSetMs),
        );
      }),
    );
  });

  test.each([
    ['both clocks are right', { at: 900, told: 1000 }, 1010, 900],
    ['the publisher is ahead', { at: 5900, told: 6000 }, 1010, 910],
    ['the publisher is behind', { at: 400, told: 500 }, 1010, 400],
    ['it was set back after the oldest was taken in', { at: 6000, told: 1000 }, 1010, 1010],
  ])('%s: believed up to', (_, said, heardAt, believed) => {
    expect(believedAt(said, heardAt)).toBe(believed);
  });
});

const [ofAdded, ofLifted] = [`${added}/1`, `${lifted}/1`];

describe('lanes of one service together', () => {
  test.each<[string, readonly FollowedLane[], number | undefined]>([
    ['none heard', [], undefined],
    ['the slowest open one', [lane(ofAdded, 5), lane(ofLifted, 4), lane(`${added}/2`, 3)], 3],
    ['the type that stands still longest', [lane(ofAdded, 5), lane(ofLifted, 3)], 3],
    ['a type that was never heard', [lane(ofAdded, 5)], undefined],
    [
      'a closed one holds its type not back',
      [lane(ofAdded, 5), lane(`${added}/2`, 3, true), lane(ofLifted, 6)],
      5,
    ],
    [
      'a type of which all are closed: the last of them',
      [lane(ofAdded, 5, true), lane(`${added}/2`, 3, true), lane(ofLifted, 6)],
      5,
    ],
    [
      'a type that is not followed holds nothing back',
      [lane(ofAdded, 5), lane(ofLifted, 6), lane('thing.seen.v1/1', 1)],
      5,
    ],
    [
      'a newer version of a type, whose facts are counted too',
      [lane(ofAdded, 5), lane('thing.lifted.v2/1', 4)],
      4,
    ],
  ])('%s', (_, lanes, asOf) => {
    expect(judgeLanes(all('a'), lanes)).toBe(asOf);
  });
});

describe('Of ten thousand instances that ever were', () => {
  let looks: number;
  const seen = (one: FollowedLane): FollowedLane => ({
    ...one,
    get lane() {
      looks += 1;
      return one.lane;
    },
  });
  const gone = (type: string, second = 1): FollowedLane[] =>
    Array.from({ length: 10_000 }, (_, index) => seen(lane(`${type}/gone-${index}`, second, true)));
  beforeEach(() => {
    looks = 0;
  });

  test('only those that are there are looked at', () => {
    const there = [lane(ofAdded, 5), lane(ofLifted, 6)].map(seen);
    expect(judgeLanes(all('a'), [...gone(added), ...gone(lifted), ...there])).toBe(5);
    expect(looks).toBe(2);
  });

  test('each is looked at once where none of a type is there', () => {
    const follows = [...all('a', 'b', 'c'), ...all('a')];
    const others = ['b', 'c'].flatMap((service) =>
      [added, lifted].map((type) => ({ ...lane(`${type}/1`, 7), service, lane: `${service}/${type}/1` })),
    );
    expect(judgeLanes(follows, [...gone(added, 3), ...gone(lifted, 4), ...others])).toBe(3);
    expect(looks).toBe(20_000);
  });
});

describe('a lane of an older version, which numbered all types in one', () => {
  test.each<[string, readonly FollowedLane[], number | undefined]>([
    ['by itself', [lane('1', 5), lane('2', 3)], 3],
    ['beside those of each type', [lane('1', 3), lane(ofAdded, 5), lane(ofLifted, 6)], 3],
    ['beside some of them only', [lane('1', 3), lane(ofAdded, 5)], 3],
  ])('tells of every type while it is open: %s', (_, lanes, asOf) => {
    expect(judgeLanes(all('a'), lanes)).toBe(asOf);
  });

  test('once it is closed holds nothing back, and stands in for no type that was never heard', () => {
    const closed = lane('1', 3, true);
    expect(judgeLanes(all('a'), [closed, lane(ofAdded, 5), lane(ofLifted, 6)])).toBe(5);
    expect(judgeLanes(all('a'), [closed, lane(ofAdded, 5)])).toBeUndefined();
  });
});

describe('Two followers that count different types of one publisher', () => {
  const [addedAtA, liftedAtA] = [`a/${added}/1`, `a/${lifted}/1`];
  test.each([
    ['one', added, addedAtA, liftedAtA],
    ['the other', lifted, liftedAtA, addedAtA],
  ])('are each as current as what they take: %s', async (_, type, taken, other) => {
    const held = new Map([[taken, new Set([1])]]);
    const lanes = follow(held, [{ of: 'a', types: [type] }]);
    expect(await heard(lanes, mark(1, 1, 1, false, taken), mark(3, 3, 1, false, other))).toBe(moment(1));
    expect(await heard(lanes, mark(2, 2, 2, false, taken), mark(3, 3, 2, false, other))).toBe(moment(1));
    held.get(taken)?.add(2);
    expect(await heard(lanes)).toBe(moment(2));
  });

  test('ask their database nothing of a type that they do not take, nor of one that stands still', async () => {
    const lanes = follow(new Map([[addedAtA, new Set([1])]]), [{ of: 'a', types: [added] }]);
    asked.length = 0;
    for (const second of [1, 2, 3])
      await heard(lanes, mark(1, 1, second, false, addedAtA), mark(1, 1, second, false, liftedAtA));
    expect(asked).toEqual([addedAtA]);
  });
});
