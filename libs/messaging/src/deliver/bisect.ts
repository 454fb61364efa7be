/** The handler failed on this one event alone. */
export interface Thrown {
  readonly kind: 'threw';
  readonly error: unknown;
}

/**
 * Runs a batch; where that throws, its halves, down to the single events that cannot be handled.
 * An error that says nothing about the events (`isTransient`) is thrown on: nothing is known about any of them.
 */
export async function bisect<T, R>(
  items: readonly T[],
  run: (items: readonly T[]) => Promise<readonly R[]>,
  isTransient: (error: unknown) => boolean,
): Promise<readonly (R | Thrown)[]> {
  try {
    const results = await run(items);
    if (results.length === items.length) return results;
    throw new Error(`the handler gave ${results.length} outcomes for ${items.length} events`);
  } catch (error) {
    if (isTransient(error)) throw error;
    if (items.length === 1) return [{ kind: 'threw', error }];
  }
  const middle = items.length >> 1;
  const first = await bisect(items.slice(0, middle), run, isTransient);
  const second = await bisect(items.slice(middle), run, isTransient);
  return [...first, ...second];
}
