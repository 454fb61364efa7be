import { Draw } from '../complete-orders/draw.js';

/** The same seed, the same order. */
export function shuffle<T>(items: readonly T[], seed: string): T[] {
  const draw = new Draw(seed);
  return items
    .map((item, index) => ({ item, rank: draw.fraction(String(index), 'rank') }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
