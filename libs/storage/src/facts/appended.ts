import type { Fact } from './fact.js';

/**
 * What became of one fact. `inserted`: this call made it durable. `duplicate`: one with this id was durable before, and is
 * the one given. `conflict`: so it was, and another request had made it. `failed`: this fact, and only this one, cannot
 * be stored.
 */
export type Appended<F extends Fact = Fact> =
  | { readonly outcome: 'inserted' | 'duplicate' | 'conflict'; readonly fact: F }
  | { readonly outcome: 'failed'; readonly failed: Error };

/** The facts that are durable now; throws where one of them cannot be stored. */
export function durable<F extends Fact>(appended: readonly Appended<F>[]): readonly F[] {
  return appended.map((one) => {
    if (one.outcome === 'failed') throw one.failed;
    return one.fact;
  });
}

export const durableOne = <F extends Fact>(appended: Appended<F>): F => durable([appended])[0]!;
