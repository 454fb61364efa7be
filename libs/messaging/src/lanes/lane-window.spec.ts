import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LaneWindow } from './lane-window.js';

type Step = { readonly allot: true } | { readonly settle: number } | { readonly void: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ allot: true } as const) },
  { weight: 2, arbitrary: fc.record({ settle: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 1, arbitrary: fc.record({ void: fc.integer({ min: 1, max: 30 }) }) },
);

describe('how far a lane is', () => {
  test('is the highest number without a gap below it, and the facts up to it, in whatever order they settle', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const window = new LaneWindow();
        const states: ('pending' | 'fact' | 'void')[] = [];
        steps.forEach((each, now) => {
          if ('allot' in each) {
            expect(window.allot(now)).toBe(states.push('pending'));
          } else {
            const [n, state] =
              'settle' in each ? [each.settle, 'fact' as const] : [each.void, 'void' as const];
            if (state === 'fact') window.settled(n);
            else window.void(n);
            if (states[n - 1] === 'pending') states[n - 1] = state;
          }
          const gap = states.indexOf('pending');
          const through = gap === -1 ? states.length : gap;
          const { at, ...position } = window.position(now);
          expect(position).toEqual({
            through,
            count: states.slice(0, through).filter((state) => state === 'fact').length,
          });
          expect(at).toBeLessThanOrEqual(now);
          if (gap === -1) expect(at).toBe(now);
        });
      }),
    );
  });

  test('claims no moment after the first number that is still open', () => {
    const window = new LaneWindow();
    const first = window.allot(1000);
    const second = window.allot(2000);
    window.settled(second);
    expect(window.position(9000)).toEqual({ through: 0, count: 0, at: 1000 });
    window.settled(first);
    expect(window.position(9000)).toEqual({ through: 2, count: 2, at: 9000 });
  });

  test('knows which numbers have been open for too long', () => {
    const window = new LaneWindow();
    window.allot(1000);
    window.void(window.allot(1500));
    window.allot(2000);
    window.allot(3000);
    expect(window.pendingSince(2000)).toEqual([1, 3]);
  });
});
