import { civilDateAt, civilDateOf } from '../calendar/civil-date.js';
import type { ExistingCustomer } from '../decide/question.js';
import { type Collection, earliest, momentOf, type Told } from './acts.js';
import { type Stay, tells } from './stays.js';

interface Sale {
  readonly order: string;
  readonly act: Told;
  readonly collection: Collection;
}

/**
 * Act 917/2014 §200(3), of one address: the newest sale in which it was collected with refusing offered and not refused.
 * It is the address that was collected, so another one has no part in it, nor the same one once it has been left.
 * `told` has the newest first; `refusedAt` is of a refusal at any collection, since none says which sale it means.
 */
export function existingCustomerAt(
  told: readonly Told[],
  stay: Stay,
  refusedAt: string | undefined,
): ExistingCustomer | undefined {
  const ofDay = collectionsByDay(told, stay);
  const isUpdated = told.some(
    (act) => act.act === 'updated' && momentOf(act) === stay.since && tells(act, stay),
  );
  const sales = told.flatMap((act) => saleOf(act, stay, ofDay, isUpdated));
  const offered = sales.filter(({ collection }) => collection.optOutOffered && !collection.refused);
  const counted = offered.length > 0 ? offered : sales;
  const [latest] = counted;
  if (latest === undefined) return undefined;
  const { order, collection } = latest;
  return {
    order,
    productGroups: [...new Set(counted.flatMap(({ act }) => act.productGroups ?? []))].sort(),
    collectedInSaleAt: collection.collectedAt,
    ...(collection.optOutOffered && { optOutOfferedAt: collection.collectedAt }),
    ...(refusedAt !== undefined && { refusedAt }),
  };
}

export const refusalIn = (told: readonly Told[]): string | undefined =>
  earliest(told.flatMap(({ collection }) => (collection?.refused === true ? [collection.collectedAt] : [])));

/**
 * A guest's address is in the order; a customer's order goes by the address that the customer had by then. Who registers
 * for the sale may do so later that day; an update took the place of the address that was collected.
 */
function saleOf(
  act: Told,
  stay: Stay,
  ofDay: ReadonlyMap<string, Collection>,
  isUpdated: boolean,
): readonly Sale[] {
  const { order, addresses = [] } = act;
  if (order === undefined || momentOf(act) < stay.since) return [];
  if (addresses.length > 0 && !tells(act, stay)) return [];
  const collection = act.collection ?? ofDay.get(act.on);
  if (collection === undefined) return [];
  const { collectedAt } = collection;
  const isBefore = isUpdated
    ? Date.parse(collectedAt) < stay.since
    : civilDateOf(collectedAt) < civilDateAt(stay.since);
  const wasAnother = addresses.length === 0 && isBefore;
  return wasAnother ? [] : [{ order, act, collection }];
}

/** A customer who registers to order: the address was got with that day's sale. Of two the worse offer counts. */
function collectionsByDay(told: readonly Told[], stay: Stay): ReadonlyMap<string, Collection> {
  const days = new Map<string, Collection>();
  for (const { act, collection, ...rest } of told) {
    if (act !== 'registered' || collection === undefined || !tells({ act, ...rest }, stay)) continue;
    const day = civilDateOf(collection.collectedAt);
    if (!days.has(day) || !collection.optOutOffered) days.set(day, collection);
  }
  return days;
}
