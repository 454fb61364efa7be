import { describe, expect, test } from '@jest/globals';
import { pinnedClock } from './pinned-clock.js';

describe('a pinned clock', () => {
  test.each([
    ['2026-07-01', '2026-07-01'],
    ['2026-06-30T20:59:59Z', '2026-06-30'],
    ['2026-06-30T21:00:00Z', '2026-07-01'],
    ['2026-01-31T22:00:00Z', '2026-02-01'],
  ])('at %s it is %s in Helsinki', (iso, day) => {
    expect(pinnedClock(iso).today()).toBe(day);
  });

  test('stands still until it is moved', () => {
    const clock = pinnedClock('2026-07-01T00:00:00Z');
    expect(clock.now()).toEqual(clock.now());
    clock.advance({ days: 1, minutes: 2, ms: 3 });
    expect(clock.now().toISOString()).toBe('2026-07-02T00:02:00.003Z');
    clock.set('2030-01-01');
    expect(clock.today()).toBe('2030-01-01');
  });

  test('refuses what is no instant', () => {
    expect(() => pinnedClock('soon')).toThrow('soon');
  });
});
