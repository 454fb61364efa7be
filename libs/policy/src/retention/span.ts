import type { Because, CivilDate } from '../model/elements.js';

/** A ground for keeping a field: from `lastDay` on it no longer does; `null` while its end cannot be foreseen. */
export interface Span {
  readonly lastDay: CivilDate | null;
  readonly because: Because;
  /** Ended by the person before its day: it holds nothing any more, and only says why it does not. */
  readonly cut?: boolean;
}

/** Longest first; what has no end in sight is longest. Equal spans stay in the order of the policy. */
export function longestFirst(a: Span, b: Span): number {
  if (a.lastDay === b.lastDay) return 0;
  if (a.lastDay === null) return -1;
  if (b.lastDay === null) return 1;
  return a.lastDay > b.lastDay ? -1 : 1;
}
