import { expect, test } from '@jest/globals';
import { longestFirst } from './span.js';

const because = { element: 'any', statements: [], reason: 'any' };

test.each<[string | null, string | null, number]>([
  ['2026-10-02', '2026-10-01', -1],
  ['2026-10-01', '2026-10-02', 1],
  ['2026-10-01', '2026-10-01', 0],
  [null, '9999-12-31', -1],
  ['9999-12-31', null, 1],
  [null, null, 0],
])('a ground to %s against one to %s: the longer stands first, what has no end before all', (a, b, order) => {
  expect(longestFirst({ lastDay: a, because }, { lastDay: b, because })).toBe(order);
});
