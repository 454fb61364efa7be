import { ConsentGranted, ConsentWithdrawn } from './consent.events.js';
import { PolicyPublished } from './policy.events.js';
import { RequestClosed, RequestOpened } from './subject-requests.events.js';
import { SuppressionAdded, SuppressionLifted } from './suppression.events.js';

/**
 * A fact with one of these events is numbered by its publisher. Who knows by a publisher's numbers how current it is must take
 * every type of that publisher that stands here: apps/topology.spec.ts holds it. An event that nobody counts stands elsewhere only.
 */
export const COUNTED_TYPES: ReadonlySet<string> = new Set([
  ConsentGranted.type,
  ConsentWithdrawn.type,
  PolicyPublished.type,
  SuppressionAdded.type,
  SuppressionLifted.type,
  RequestOpened.type,
  RequestClosed.type,
]);
