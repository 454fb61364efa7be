/** Whole numbers in a row, the first and the last. */
export type Run = readonly [first: number, last: number];

/** Of ascending numbers. */
export const runsOf = (numbers: readonly number[]): readonly Run[] => joined(numbers.map((n) => [n, n]));

export const countOf = (runs: readonly Run[]): number =>
  runs.reduce((sum, [first, last]) => sum + last - first + 1, 0);

/** What is in `runs` and in none of `others`; all of them ascending. */
export function without(runs: readonly Run[], others: readonly Run[]): readonly Run[] {
  const left: Run[] = [];
  let at = 0;
  for (const [first, last] of runs) {
    let from = first;
    while (at < others.length && others[at]![1] < from) at += 1;
    for (let next = at; next < others.length && others[next]![0] <= last; next += 1) {
      const [taken, until] = others[next]!;
      if (taken > from) left.push([from, taken - 1]);
      from = until + 1;
    }
    if (from <= last) left.push([from, last]);
  }
  return left;
}

/** The first ones, at most `most`. */
export function numbersIn(runs: readonly Run[], most: number): readonly number[] {
  const numbers: number[] = [];
  for (const [first, last] of runs)
    for (let n = first; n <= last && numbers.length < most; n += 1) numbers.push(n);
  return numbers;
}

/** Ascending runs, those that follow each other put together. */
export function joined(runs: readonly Run[]): readonly Run[] {
  const whole: [number, number][] = [];
  for (const [first, last] of runs) {
    const before = whole.at(-1);
    if (before !== undefined && before[1] + 1 === first) before[1] = last;
    else whole.push([first, last]);
  }
  return whole;
}
