import { expect, test } from '@jest/globals';
import { fill } from './fill.js';

test('each name in braces gives way to its value, as often as it stands there', () => {
  expect(fill('{a} and {b}, {a}', { a: 'x', b: 0 })).toBe('x and 0, x');
});

test('a name without a value is refused with the sentence it stands in', () => {
  expect(() => fill('{a} and {b}', { a: 'x' })).toThrow(new RangeError('No value for {b} in "{a} and {b}"'));
});
