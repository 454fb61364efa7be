import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { countOf, joined, numbersIn, runsOf, without } from './number-runs.js';

const someNumbers = fc
  .uniqueArray(fc.integer({ min: 1, max: 60 }))
  .map((all) => all.toSorted((a, b) => a - b));

describe('Runs of numbers', () => {
  it('say the same as the numbers, as shortly as it can be', () => {
    expect(runsOf([1, 2, 3, 7, 9, 10])).toEqual([
      [1, 3],
      [7, 7],
      [9, 10],
    ]);
    fc.assert(
      fc.property(someNumbers, (numbers) => {
        expect(numbersIn(runsOf(numbers), 100)).toEqual(numbers);
        expect(countOf(runsOf(numbers))).toBe(numbers.length);
      }),
    );
  });

  it('lack what others have, number by number', () => {
    fc.assert(
      fc.property(someNumbers, someNumbers, (ours, theirs) => {
        const expected = ours.filter((n) => !theirs.includes(n));
        expect(without(runsOf(ours), runsOf(theirs))).toEqual(runsOf(expected));
      }),
    );
  });

  it('are the same wherever a page ended', () => {
    fc.assert(
      fc.property(someNumbers, fc.nat(60), (numbers, end) => {
        const pages = [...runsOf(numbers.slice(0, end)), ...runsOf(numbers.slice(end))];
        expect(joined(pages)).toEqual(runsOf(numbers));
      }),
    );
  });

  it('name no more numbers than asked for', () => {
    expect(numbersIn([[5, 1_000_000]], 3)).toEqual([5, 6, 7]);
  });
});
