import { ConsentGranted, ConsentWithdrawn } from './consent.events.js';
import { PolicyPublished } from './policy.events.js';
import { RequestClosed, RequestOpened } from './subject-requests.events.js';
import { SuppressionAdded, SuppressionLifted } from './suppression.events.js';
import { contracts } from './validate-event.js';

/**
 * A fact with one of these events is numbered by its publisher, in a sequence of that type. Who knows by a publisher's numbers how
 * current it is names the types it goes by; apps/topology.spec.ts holds that they stand here, and that somebody goes by each.
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

/** Those of one publisher: it has a sequence for each. */
export const countedTypesOf = (publisher: string): readonly string[] =>
  contracts
    .filter((contract) => contract.publisher === publisher && COUNTED_TYPES.has(contract.type))
    .map(({ type }) => type);

/**
 * The one of a fact's events that others count. A fact has one place in one sequence, so a second one is refused before
 * anything is written: nobody could count it.
 */
export function countedTypeIn(events: readonly { readonly type: string }[]): string | undefined {
  const [counted, second] = events.filter(({ type }) => COUNTED_TYPES.has(type));
  if (counted !== undefined && second !== undefined)
    throw new Error(`a fact owes ${counted.type} and ${second.type}, and both are counted: make each a fact`);
  return counted?.type;
}
