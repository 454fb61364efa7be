import { rowOf } from './earlier-version.mjs';

/** The bare programs, and both versions of what is ours, round by round, each first in every other one. */
export async function measureAgainst({ house, earlier, row, file, rounds }) {
  const theirs = await rowOf(earlier.at, file, row);
  const now = Object.fromEntries(row.variants.map((variant) => [variant, []]));
  const before = Object.fromEntries(row.ours.map((variant) => [variant, []]));
  const measure = async (into, one, at, variant, number) => {
    const measured = await one.measure(at, variant, number);
    into[variant].push(measured);
    const which = into === before ? `${variant} before` : variant;
    house.say(`${row.name}, round ${number}: ${which} ${JSON.stringify(measured, rounded)}`);
  };
  for (let number = 1; number <= rounds; number += 1) {
    for (const variant of row.variants) {
      const both = [() => measure(now, row, house, variant, number)];
      if (row.ours.includes(variant))
        both.push(() => measure(before, theirs, earlier.house, variant, number));
      for (const one of number % 2 === 0 ? both.toReversed() : both) await one();
    }
  }
  return { now, before };
}

const rounded = (_key, value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);
