import { beforeEach, describe, expect, test } from '@jest/globals';
import { WindowCounters } from './window-counters.js';

const MINUTE = 60_000;
let now: number;
let counters: WindowCounters;
beforeEach(() => {
  now = 0;
  counters = new WindowCounters(undefined, { own: 100, shared: 8 }, () => now);
});

function count(key: string): { current: number; ttl: number } {
  let seen = { current: 0, ttl: 0 };
  counters.incr(key, (_error, result) => (seen = result), MINUTE);
  return seen;
}

describe('A count', () => {
  test('is of one key, and ends a minute after the first request', () => {
    expect(count('a')).toEqual({ current: 1, ttl: MINUTE });
    now = 20_000;
    expect(count('b').current).toBe(1);
    expect(count('a')).toEqual({ current: 2, ttl: 40_000 });
    now = MINUTE;
    expect(count('a')).toEqual({ current: 1, ttl: MINUTE });
    expect(count('b').current).toBe(2);
  });

  test('outlasts whatever number of others', () => {
    count('a');
    for (let other = 0; other < 10_000; other += 1) count(`other ${other}`);
    expect(count('a').current).toBe(2);
  });

  test('of one that came when there were too many is never too low, and ends with its minute, too', () => {
    for (let other = 0; other < 100; other += 1) count(`other ${other}`);
    now = 30_000;
    const highest = Array.from({ length: 50 }, () => count('late').current);
    expect(highest).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    for (let other = 0; other < 1000; other += 1) count(`later ${other}`);
    // The first hundred have ended: there is room, and the late one is still counted where it was.
    now = MINUTE + 1;
    expect(count('late').current).toBeGreaterThan(50);
    now = 2 * MINUTE;
    expect(count('late').current).toBe(1);
  });

  test('goes into a bounded number of counters', () => {
    for (let other = 0; other < 10_000; other += 1) count(`other ${other}`);
    const shared = Array.from({ length: 64 }, (_, index) => count(`more ${index}`).current);
    // 9,900 came before them to eight counters.
    expect(Math.min(...shared)).toBeGreaterThan(900);
  });

  test('is apart in each limit', () => {
    count('a');
    counters = counters.child();
    expect(count('a').current).toBe(1);
  });
});
