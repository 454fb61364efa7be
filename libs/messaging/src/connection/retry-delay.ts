/** Doubling from `first` to `most` milliseconds, jittered so that a fleet does not come back in step. */
export function retryDelay(
  attempt: number,
  first = 100,
  most = 15_000,
  chance: () => number = Math.random,
): number {
  const full = Math.min(most, first * 2 ** Math.min(attempt, 30));
  return full * (0.6 + 0.4 * chance());
}
