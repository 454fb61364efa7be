import { describe, expect, it } from '@jest/globals';
import { compare, comparison } from './compare.mjs';

const rates = {
  title: 'Writes',
  unit: 'requests/s',
  ours: ['ours'],
  ratios: [{ of: 'ours', to: 'bare' }],
};
const times = { ...rates, unit: 'ms' };

describe('a comparison with an earlier version', () => {
  it.each([
    ['a rate that fell by more than allowed is slower', rates, [88, 89, 95], true],
    ['a rate that fell by less is not', rates, [95, 91, 80], false],
    ['a rate that rose is not', rates, [150, 150, 150], false],
    ['a time that grew by more than allowed is slower', times, [112, 111, 90], true],
    ['a time that grew by less is not', times, [109, 105, 130], false],
    ['a time that fell is not', times, [50, 50, 50], false],
  ] as const)('%s', (_title, row, ours, slower) => {
    const rounds = { now: { ours, bare: [200, 220, 210] }, before: { ours: [100, 100, 100] } };
    const [compared] = compare(row, rounds, 0.1);
    expect(compared).toMatchObject({ name: 'ours', bare: 210, before: 100, slower });
  });

  it('takes the ratio of each round, since both saw the same weather in it', () => {
    const rounds = { now: { ours: [50, 100, 200], bare: [1, 1, 1] }, before: { ours: [100, 200, 400] } };
    expect(compare(rates, rounds, 0.1)).toMatchObject([{ now: 100, before: 200, ratio: 0.5, slower: true }]);
  });

  it('looks at each figure of a row, and at rows without a bare program', () => {
    const row = { ...times, ratios: [] };
    const rounds = { now: { ours: [{ p50: 5, p99: 30 }] }, before: { ours: [{ p50: 5, p99: 20 }] } };
    const compared = compare(row, rounds, 0.1);
    expect(compared.map(({ name, bare, slower }) => [name, bare, slower])).toEqual([
      ['ours p50', undefined, false],
      ['ours p99', undefined, true],
    ]);
    expect(comparison(row, compared).split('\n').slice(2)).toEqual([
      '  ok     ours p50  bare –, before 5.0, now 5.0 ms: 1.00 × before',
      '  SLOWER ours p99  bare –, before 20.0, now 30.0 ms: 1.50 × before',
    ]);
  });
});
