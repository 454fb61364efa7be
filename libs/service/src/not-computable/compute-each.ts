export interface Failed<P> {
  readonly of: P;
  /** The class of the error; its words may name a person. */
  readonly reason: string;
}

export interface ComputedEach<P, T> {
  readonly computed: readonly { readonly of: P; readonly value: T }[];
  readonly failed: readonly Failed<P>[];
}

/** Each by itself: what cannot be computed stops none of the others. */
export function computeEach<P, T>(all: readonly P[], compute: (one: P) => T): ComputedEach<P, T> {
  const computed: { of: P; value: T }[] = [];
  const failed: Failed<P>[] = [];
  for (const of of all) {
    try {
      computed.push({ of, value: compute(of) });
    } catch (error) {
      failed.push({ of, reason: classOf(error) });
    }
  }
  return { computed, failed };
}

export const classOf = (error: unknown): string =>
  error instanceof Error && /^[A-Za-z]{1,60}$/.test(error.name) ? error.name : 'Error';
