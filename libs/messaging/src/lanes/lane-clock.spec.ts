import { beforeEach, expect, test } from '@jest/globals';
import type { LaneWatermark } from '#contracts';
import { silentLog } from '../ports.js';
import { LaneClock } from './lane-clock.js';

let [clockMs, steadyMs] = [0, 0];
let told: { readonly mark: LaneWatermark; readonly time: string }[] = [];
let lanes: LaneClock;
beforeEach(() => {
  [clockMs, steadyMs] = [Date.UTC(2026, 6, 1, 12), 100];
  told = [];
  lanes = new LaneClock({
    service: 'consent',
    store: {
      open: async () => undefined,
      renew: async () => true,
      adopt: async () => [],
      close: async () => undefined,
    },
    facts: { look: async () => [], summary: async () => ({ last: 0, count: 0, owed: false }) },
    publisher: {
      publish: async (items) =>
        items.map(({ event }) => {
          told.push({ mark: event.data as LaneWatermark, time: event.time });
          return 'confirmed' as const;
        }),
    },
    log: silentLog,
    clockMs: () => clockMs,
    steadyMs: () => steadyMs,
    everyMs: 60_000,
    keepMs: 60_000,
  });
});

const aTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('A clock that is set while a fact is on its way makes it neither younger nor older', async () => {
  await lanes.start();
  lanes.allot();
  for (const set of [3_600_000, -7_200_000]) {
    await aTurn();
    steadyMs += 1500;
    clockMs += 1500 + set;
    lanes.emitSoon();
  }
  await lanes.stop();
  expect(told.map(({ mark, time }) => Date.parse(time) - Date.parse(mark.at))).toEqual([0, 1500, 3000]);
});

test('A number is given up only where its write is over, and not while that still waits for the database', async () => {
  await lanes.start();
  const ticket = lanes.allot();
  const throughAfter = async (ms: number): Promise<number | undefined> => {
    steadyMs += ms;
    lanes.keepSoon();
    await aTurn();
    lanes.emitSoon();
    await aTurn();
    return told.at(-1)?.mark.through;
  };
  expect(await throughAfter(60_000)).toBe(0);
  lanes.uncertain([ticket]);
  expect(await throughAfter(14_000)).toBe(0);
  expect(await throughAfter(1_000)).toBe(1);
  await lanes.stop();
});
