import { expect, test } from '@jest/globals';
import type { LaneWatermark } from '#contracts';
import { silentLog } from '../ports.js';
import { LaneClock, type LaneClockOptions } from './lane-clock.js';

test('A clock that is set while a fact is on its way makes it neither younger nor older', async () => {
  let [clockMs, steadyMs] = [Date.UTC(2026, 6, 1, 12), 100];
  const told: { readonly at: string; readonly time: string }[] = [];
  const publisher: LaneClockOptions['publisher'] = {
    publish: async (items) =>
      items.map(({ event }) => {
        told.push({ at: (event.data as LaneWatermark).at, time: event.time });
        return 'confirmed' as const;
      }),
  };
  const lanes = new LaneClock({
    service: 'consent',
    store: {
      open: async () => undefined,
      renew: async () => true,
      adopt: async () => [],
      close: async () => undefined,
    },
    facts: { look: async () => [], summary: async () => ({ last: 0, count: 0, owed: false }) },
    publisher,
    log: silentLog,
    clockMs: () => clockMs,
    steadyMs: () => steadyMs,
    everyMs: 60_000,
    keepMs: 60_000,
  });
  await lanes.start();
  lanes.allot();
  for (const set of [3_600_000, -7_200_000]) {
    await new Promise((resolve) => setImmediate(resolve));
    steadyMs += 1500;
    clockMs += 1500 + set;
    lanes.emitSoon();
  }
  await lanes.stop();
  expect(told.map(({ at, time }) => Date.parse(time) - Date.parse(at))).toEqual([0, 1500, 3000]);
});
