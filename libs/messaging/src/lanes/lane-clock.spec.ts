import { beforeEach, expect, test } from '@jest/globals';
import type { LaneWatermark } from '#contracts';
import { silentLog } from '../ports.js';
import { LaneClock } from './lane-clock.js';

let [clockMs, steadyMs] = [0, 0];
let told: { readonly mark: LaneWatermark; readonly time: string }[] = [];
let calls: (readonly LaneWatermark[])[] = [];
let lost: readonly string[] = [];
let lanes: LaneClock;
let journaled: unknown[] = [];
const [granted, withdrawn] = ['consent.granted.v1', 'consent.withdrawn.v1'];
const clock = (types: readonly string[]): LaneClock =>
  new LaneClock({
    service: 'consent',
    types,
    journal: { append: async (entries) => void journaled.push(...entries) },
    store: {
      open: async () => undefined,
      renew: async (some) => some.filter((lane) => lost.includes(lane)),
      adopt: async () => [],
      close: async () => undefined,
    },
    facts: { look: async () => [], summary: async () => ({ last: 0, count: 0, owed: false }) },
    publisher: {
      publish: async (items) => {
        calls.push(items.map(({ event }) => event.data as LaneWatermark));
        return items.map(({ event }) => {
          told.push({ mark: event.data as LaneWatermark, time: event.time });
          return 'confirmed' as const;
        });
      },
    },
    log: silentLog,
    clockMs: () => clockMs,
    steadyMs: () => steadyMs,
    everyMs: 60_000,
    keepMs: 60_000,
  });
beforeEach(() => {
  [clockMs, steadyMs] = [Date.UTC(2026, 6, 1, 12), 100];
  [told, calls, lost, journaled] = [[], [], [], []];
  lanes = clock([granted, withdrawn]);
});

const aTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const ages = (type: string) =>
  told.flatMap(({ mark, time }) =>
    mark.lane.includes(type) && !mark.closed ? [Date.parse(time) - Date.parse(mark.at)] : [],
  );

test('A clock that is set while a fact is on its way makes it neither younger nor older', async () => {
  await lanes.start();
  lanes.allot(granted);
  for (const set of [3_600_000, -7_200_000]) {
    await aTurn();
    steadyMs += 1500;
    clockMs += 1500 + set;
    lanes.emitSoon();
  }
  await lanes.stop();
  expect([ages(granted), ages(withdrawn)]).toEqual([
    [0, 1500, 3000],
    [0, 0, 0],
  ]);
});

test('A number is given up only where its write is over, and not while that still waits for the database', async () => {
  await lanes.start();
  const ticket = lanes.allot(granted);
  const throughAfter = async (ms: number): Promise<number | undefined> => {
    steadyMs += ms;
    lanes.keepSoon();
    await aTurn();
    lanes.emitSoon();
    await aTurn();
    return told.findLast(({ mark }) => mark.lane.includes(granted))?.mark.through;
  };
  expect(await throughAfter(60_000)).toBe(0);
  lanes.uncertain([ticket]);
  expect(await throughAfter(14_000)).toBe(0);
  expect(await throughAfter(1_000)).toBe(1);
  await lanes.stop();
});

/** What was told in one go, each lane by the type in its name. */
const inOneGo = (marks: readonly LaneWatermark[] = []) =>
  marks.map(({ lane, through, count }) => [lane.split('/')[1], through, count]);

test('Each type has numbers of its own, and all are told in one go, also of a type of which nothing happens', async () => {
  await lanes.start();
  const tickets = [granted, granted, granted].map((type) => lanes.allot(type));
  lanes.settled(tickets.slice(0, 1));
  lanes.void(tickets.slice(1, 2));
  expect(tickets.map(({ n }) => n)).toEqual([1, 2, 3]);
  expect(lanes.allot(withdrawn).n).toBe(1);
  await aTurn();
  lanes.emitSoon();
  await aTurn();
  expect(calls.map(inOneGo).at(-1)).toEqual([
    [granted, 2, 1],
    [withdrawn, 0, 0],
  ]);
  await lanes.stop();
});

test('A type that others count and its publisher does not number is refused before it is written', async () => {
  await lanes.start();
  expect(() => lanes.allot('suppression.added.v1')).toThrow('no lane of suppression.added.v1 is open');
  await lanes.stop();
});

test('In the place of a lane that was lost another of its type is opened, and those of the other types stay', async () => {
  await lanes.start();
  const before = lanes.lanes;
  const ticket = lanes.allot(granted);
  lost = [ticket.lane];
  lanes.keepSoon();
  await aTurn();
  const opened = lanes.lanes.filter((lane) => !before.includes(lane));
  expect([lanes.lanes.length, opened.map((lane) => lane.split('/')[1])]).toEqual([2, [granted]]);
  lanes.settled([ticket]);
  expect(lanes.allot(granted)).toEqual({ lane: opened[0], n: 1 });
  await lanes.stop();
  expect(inOneGo(calls.at(-1)).map(([type]) => type)).toEqual([withdrawn]);
});

test('Who numbers nothing is known to its journal, and says nothing that would stand for a type', async () => {
  const numbersNothing = clock([]);
  await numbersNothing.start();
  await aTurn();
  await numbersNothing.stop();
  expect(journaled).toHaveLength(1);
  expect(told).toEqual([]);
});
