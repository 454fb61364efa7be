import { expect, test } from '@jest/globals';
import { computeEach } from './compute-each.js';

test('what cannot be computed is told apart by its class alone, and the others are computed', () => {
  const { computed, failed } = computeEach(['a', 'maija@example.fi', 'b', ''], (one) => {
    if (one.includes('@')) throw new RangeError(`no date of ${one}`);
    if (one === '') throw Object.assign(new Error('of nobody'), { name: 'of maija@example.fi' });
    return one.toUpperCase();
  });
  expect(computed).toEqual([
    { of: 'a', value: 'A' },
    { of: 'b', value: 'B' },
  ]);
  expect(failed).toEqual([
    { of: 'maija@example.fi', reason: 'RangeError' },
    { of: '', reason: 'Error' },
  ]);
});
