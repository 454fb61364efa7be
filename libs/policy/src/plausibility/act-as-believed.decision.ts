import type { Collection } from '../fold/acts.js';
import { asBelieved, type BelievedDates, type Taken } from './as-believed.decision.js';

interface Act extends Taken {
  readonly collection?: Collection;
}

/**
 * What a person did or was told of, where the date cannot be true: as of the moment of taking in, so that a later act of the
 * person comes after it. A permission gains nothing by that: it counts from the earlier of the two, so that no withdrawal
 * from before is beaten, and an address whose collection cannot be dated was collected without an offer to refuse.
 */
export function actAsBelieved<F extends Act>(fact: F, dates: BelievedDates, isPermission: boolean): F {
  const believed = asBelieved(fact, dates);
  const act = isPermission && fact.at < believed.at ? fact : believed;
  const { collection, takenAt } = act;
  if (collection === undefined) return act;
  const { collectedAt } = collection;
  const { at, doubted } = asBelieved({ at: collectedAt, on: collectedAt.slice(0, 10), takenAt }, dates);
  return doubted === true
    ? { ...act, collection: { ...collection, collectedAt: at, optOutOffered: false } }
    : act;
}
