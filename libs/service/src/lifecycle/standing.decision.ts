/** How long the event loop has not moved, as far as the one who looks has itself. */
export interface Standing {
  readonly beat: number;
  readonly forMs: number;
}

/**
 * What a look more says. Between two looks no more counts than a little over what they are apart: where more has passed,
 * the process as a whole was stopped, or its machine slept.
 */
export const standing = (before: Standing, beat: number, sinceMs: number, everyMs: number): Standing =>
  beat === before.beat ? { beat, forMs: before.forMs + Math.min(sinceMs, 2 * everyMs) } : { beat, forMs: 0 };
