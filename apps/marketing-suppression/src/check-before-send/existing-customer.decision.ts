import { civilDateOf, type ExistingCustomer } from '#policy';
import type { AddressFact, Collection } from '../address-fact.js';

interface Sale {
  readonly order: AddressFact;
  readonly collection: Collection;
}

/**
 * What 917/2014 §200(3) asks about an address: got with a sale, refusing offered then, not refused. `facts` are those
 * of everyone the address is known of. One refusal counts for all sales, since it named none.
 */
export function existingCustomer(
  facts: readonly AddressFact[],
  hashes: ReadonlySet<string>,
): ExistingCustomer | undefined {
  const sales = facts
    .filter((fact) => fact.kind === 'order' && cameWith(fact, facts, hashes))
    .flatMap((order): Sale[] => {
      const collection = order.collection ?? collectedThatDay(order, facts);
      return collection === undefined ? [] : [{ order, collection }];
    });
  const offered = sales.filter(({ collection }) => collection.optOutOffered);
  const counted = (offered.length > 0 ? offered : sales).sort((a, b) => (earlier(a.order, b.order) ? 1 : -1));
  const latest = counted[0];
  if (latest === undefined) return undefined;
  const refused = facts.find(({ collection }) => collection?.refused === true)?.collection;
  return {
    order: latest.order.record,
    productGroups: [...new Set(counted.flatMap(({ order }) => order.productGroups ?? []))].sort(),
    collectedInSaleAt: latest.collection.collectedAt,
    ...(latest.collection.optOutOffered && { optOutOfferedAt: latest.collection.collectedAt }),
    ...(refused !== undefined && { refusedAt: refused.collectedAt }),
  };
}

/** A guest's address is in the order; a customer's order goes by the address that the store had by then. */
function cameWith(order: AddressFact, facts: readonly AddressFact[], hashes: ReadonlySet<string>): boolean {
  const has = ({ addresses }: AddressFact): boolean => addresses.some(({ hash }) => hashes.has(hash));
  if (order.addresses.length > 0) return has(order);
  return facts.some(
    (fact) => fact.kind === 'customer' && fact.party === order.party && fact.at <= order.at && has(fact),
  );
}

/** A customer who registers to order: the address was got with that day's sale. */
function collectedThatDay(order: AddressFact, facts: readonly AddressFact[]): Collection | undefined {
  return facts.find(
    ({ kind, party, collection }) =>
      kind === 'customer' &&
      party === order.party &&
      collection !== undefined &&
      civilDateOf(collection.collectedAt) === order.on,
  )?.collection;
}

const earlier = (a: AddressFact, b: AddressFact): boolean => (a.at === b.at ? a._id < b._id : a.at < b.at);
