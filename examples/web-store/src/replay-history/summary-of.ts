import { stateOf, type OrderState, type StoreHistory } from '../complete-orders/completed.js';

/** What a newcomer wants to know of the replay. */
export function summaryOf({ customers, orders, returns, unmatched, bookkeeping }: StoreHistory) {
  const inState = (state: OrderState): number => orders.filter((order) => stateOf(order) === state).length;
  return {
    customers: customers.length,
    guests: orders.filter(({ customer }) => customer === undefined).length,
    orders: orders.length,
    cancelled: inState('cancelled'),
    partCancelled: inState('part-cancelled'),
    /** Cancellations, or the rest of one, whose order could not be found. */
    returned: returns.length,
    /** Of these, the ones that name no customer. */
    returnedByGuests: returns.filter(({ customer }) => customer === undefined).length,
    unmatched: unmatched.length,
    unmatchedBecause: countBy(unmatched.map(({ reason }) => reason)),
    /** Stock corrections and bank charges: invoices that are nobody's. */
    bookkeeping,
  };
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
