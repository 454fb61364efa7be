/** How often something happens, by the element it happens for, with a few of those concerned by pseudonym. */
export interface Tally {
  readonly element: string;
  readonly count: number;
  readonly examples: readonly string[];
}

const MOST_EXAMPLES = 5;

/** Counts as it goes; the largest first in what it tells. */
export class Tallies {
  private readonly byElement = new Map<string, { count: number; examples: string[] }>();

  add(element: string, example: string): void {
    const known = this.byElement.get(element) ?? { count: 0, examples: [] };
    known.count += 1;
    if (known.examples.length < MOST_EXAMPLES && !known.examples.includes(example))
      known.examples.push(example);
    this.byElement.set(element, known);
  }

  told(): readonly Tally[] {
    return [...this.byElement]
      .map(([element, { count, examples }]) => ({ element, count, examples }))
      .sort(largestFirst);
  }
}

export function mergedTallies(one: readonly Tally[], other: readonly Tally[]): readonly Tally[] {
  const merged = new Map(one.map((each) => [each.element, each]));
  for (const { element, count, examples } of other) {
    const known = merged.get(element) ?? { element, count: 0, examples: [] };
    const both = [...new Set([...known.examples, ...examples])].slice(0, MOST_EXAMPLES);
    merged.set(element, { element, count: known.count + count, examples: both });
  }
  return [...merged.values()].sort(largestFirst);
}

const largestFirst = (a: Tally, b: Tally): number => b.count - a.count || (a.element < b.element ? -1 : 1);
