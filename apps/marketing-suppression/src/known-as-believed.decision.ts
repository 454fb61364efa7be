import { actAsBelieved, type BelievedDates } from '#policy';
import type { KnownFact } from './acts-in.decision.js';
import { CONSENT_GRANTED } from './choice-fact.js';

/** Nothing is decided, or erased, by a date that cannot be true. */
export const knownAsBelieved = <F extends KnownFact>(fact: F, dates: BelievedDates): F =>
  actAsBelieved(fact, dates, fact.type === CONSENT_GRANTED);
