import { describe, expect, test } from '@jest/globals';
import { isLight, prefetchFor } from './prefetch.decision.js';

const MIB = 1024 * 1024;
const room = { usual: 1500, mostBytes: 32 * MIB };

describe('How many messages may be here unsettled', () => {
  test.each([
    [0, 1500],
    [700, 1500],
    [22_000, 1500],
    [100_000, 335],
    [MIB, 32],
    [16 * MIB, 2],
    [64 * MIB, 2],
  ])('where the largest has %i bytes: %i', (largest, prefetch) => {
    expect(prefetchFor(room, largest)).toBe(prefetch);
  });

  test('as many as usual again, where what came last would take half of the room at most', () => {
    expect(isLight(room, { messages: 200, bytes: 200 * 11_000 })).toBe(true);
    expect(isLight(room, { messages: 200, bytes: 200 * 12_000 })).toBe(false);
    // One large one among them.
    expect(isLight(room, { messages: 200, bytes: MIB + 199 * 700 })).toBe(true);
  });
});
