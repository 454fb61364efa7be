import { expect, test } from '@jest/globals';
import { standing } from './standing.decision.js';

/** [ms since the look before, whether the loop has moved since], looked at every 100 ms. */
type Look = readonly [sinceMs: number, moved: boolean];
const after = (looks: readonly Look[]): number => {
  let seen = { beat: 0, forMs: 0 };
  for (const [sinceMs, moved] of looks) seen = standing(seen, seen.beat + (moved ? 1 : 0), sinceMs, 100);
  return seen.forMs;
};

test.each<[string, readonly Look[], number]>([
  [
    'a loop that moves does not stand',
    [
      [100, true],
      [100, true],
    ],
    0,
  ],
  [
    'one that does not move stands for as long as is looked at it',
    [
      [100, false],
      [100, false],
      [110, false],
    ],
    310,
  ],
  [
    'what moves again has not stood',
    [
      [100, false],
      [100, false],
      [100, true],
    ],
    0,
  ],
  [
    'a process that was stopped for an hour stood for a moment',
    [
      [3_600_000, false],
      [100, false],
    ],
    300,
  ],
])('a loop stands for as long as it is seen not to move: %s', (_, looks, forMs) => {
  expect(after(looks)).toBe(forMs);
});
