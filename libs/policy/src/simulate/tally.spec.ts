import { expect, test } from '@jest/globals';
import { Tallies, mergedTallies } from './tally.js';

const tally = (element: string, count: number, ...examples: string[]) => ({ element, count, examples });

test('what is counted most is told first, the same counts by name; nobody is named twice', () => {
  const tallies = new Tallies();
  for (const element of ['d', 'b', 'a', 'c', 'b', 'c', 'c']) tallies.add(element, `p-${element}`);
  expect(tallies.told()).toEqual([
    tally('c', 3, 'p-c'),
    tally('b', 2, 'p-b'),
    tally('a', 1, 'p-a'),
    tally('d', 1, 'p-d'),
  ]);
});

test('two tallies are told as one, in the same order, with five examples at most', () => {
  const one = [tally('b', 4, 'p1', 'p2', 'p3', 'p4'), tally('a', 1, 'p1')];
  const other = [tally('c', 9, 'p9'), tally('b', 3, 'p4', 'p5', 'p6'), tally('d', 1, 'p1')];
  expect(mergedTallies(one, other)).toEqual([
    tally('c', 9, 'p9'),
    tally('b', 7, 'p1', 'p2', 'p3', 'p4', 'p5'),
    tally('a', 1, 'p1'),
    tally('d', 1, 'p1'),
  ]);
});
