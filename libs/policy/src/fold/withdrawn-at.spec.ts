import { describe, expect, test } from '@jest/globals';
import { day } from './acts.fixture.js';
import { withdrawnAt } from './withdrawn-at.js';

describe('right.withdraw – nobody withdraws what they have not given yet', () => {
  test.each([
    ['names nothing', day(12), [], day(12)],
    ['names older ones', day(12), [day(5), day(12, '06:59:59')], day(12)],
    ['names one of the same moment', day(12), [day(12)], day(12)],
    ['names a younger one', day(12), [day(5), day(20)], day(20)],
    ['names two younger ones', day(12), [day(21), day(20)], day(21)],
    ['states another offset', '2026-06-12T10:30:00+03:00', [day(12)], '2026-06-12T10:30:00+03:00'],
  ])('a withdrawal that %s', (_given, stated, given, at) => {
    expect(
      withdrawnAt(
        stated,
        given.map((grantedAt) => ({ at: grantedAt })),
      ),
    ).toBe(at);
  });
});
