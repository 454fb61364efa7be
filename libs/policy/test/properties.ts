import * as fc from 'fast-check';

/** How many cases a property is tried on; FAST_CHECK_RUNS sets it, the promises are kept for ten thousand. */
export const numRuns = Number(process.env['FAST_CHECK_RUNS'] ?? 10_000);

/**
 * Tries a property. A case it does not speak of returns `undefined` and does not count, but at least one in a hundred
 * must: a property that nothing reaches proves nothing.
 */
export function holdsFor<Given extends unknown[]>(
  arbitraries: { [K in keyof Given]: fc.Arbitrary<Given[K]> },
  property: (...given: Given) => boolean | undefined,
): void {
  let reached = 0;
  fc.assert(
    fc.property(fc.tuple(...arbitraries), (given) => {
      const held = property(...(given as Given));
      if (held !== undefined) reached += 1;
      return held !== false;
    }),
    { numRuns },
  );
  if (reached < numRuns / 100) throw new Error(`only ${reached} of ${numRuns} cases reached the property`);
}
