import { SUBJECT_KINDS, type SubjectKind } from '#contracts';
import { matchCancellations } from '../match-cancellations/match-cancellations.js';
import type { HistoryInvoice, LocalTime } from '../read-history/history.js';
import { byTime } from '../read-history/read-history.js';
import { addDays, addMinutes, dayOf, type CivilDate } from '../shift-dates/local-time.js';
import { lastDayOf } from '../shift-dates/shift-dates.js';
import { collectedHow, completeOrder, type Making } from './complete-order.js';
import type { StoreCustomer, StoreHistory, StoreReturn } from './completed.js';
import { Draw } from './draw.js';
import { makeCustomerContact } from './make-contact.js';

export interface Completion {
  readonly seed: string;
  /** Where the company keeps its books: the notice's company is Finnish, whatever the history's shop was. */
  readonly homeCountry: string;
  /** Up to when things have happened; the last day of the history where it is taken in part. */
  readonly lastDay?: CivilDate;
}

/** The history made whole. Every value comes from seed and number alone, so no order of lines changes any. */
export function completeOrders(
  history: readonly HistoryInvoice[],
  { seed, homeCountry, lastDay }: Completion,
): StoreHistory {
  const invoices = [...history].sort(byTime);
  const { matched, unmatched } = matchCancellations(invoices);
  const making: Making = { draw: new Draw(seed), homeCountry, lastDay: lastDay ?? lastDayOf(invoices) };
  const cancellationsOf = groupBy(matched, ({ order }) => order);
  const unmatchedNumbers = new Set(unmatched.map(({ cancellation }) => cancellation));
  const priceOf = new Map(
    invoices.flatMap(({ number, lines }) =>
      lines.map(({ product, pence }) => [`${number} ${product}`, pence] as const),
    ),
  );
  return {
    customers: [...groupBy(invoices, ({ customer }) => customer).entries()].flatMap(([number, own]) =>
      number === undefined ? [] : [completeCustomer(number, own, making)],
    ),
    orders: invoices
      .filter(({ kind }) => kind === 'sale')
      .map((sale) =>
        completeOrder(sale, kindOf(sale, making), cancellationsOf.get(sale.number) ?? [], making),
      ),
    returns: invoices
      .filter(({ number }) => unmatchedNumbers.has(number))
      .map(({ number, customer, at }): StoreReturn => {
        const lines = unmatched.filter(({ cancellation }) => cancellation === number);
        const pence = lines.reduce(
          (sum, { product, quantity }) => sum + quantity * (priceOf.get(`${number} ${product}`) ?? 0),
          0,
        );
        return { number, ...(customer !== undefined && { customer }), at, pence };
      }),
    unmatched,
    bookkeeping: invoices.filter(({ kind }) => kind === 'bookkeeping').length,
    lastDay: making.lastDay,
  };
}

const kindOf = ({ customer, number }: HistoryInvoice, { draw }: Making): SubjectKind =>
  customer === undefined ? guestKind(draw, number) : customerKind(draw, customer);

function customerKind(draw: Draw, customer: string): SubjectKind {
  const fraction = draw.fraction(`customer ${customer}`, 'kind');
  const [consumer, business, publicOrganisation] = SUBJECT_KINDS;
  return fraction < 0.7 ? consumer : fraction < 0.95 ? business : publicOrganisation;
}

const guestKind = (draw: Draw, order: string): SubjectKind =>
  draw.chance(`order ${order}`, 'business', 0.1) ? 'business-contact' : 'consumer';

function completeCustomer(number: string, own: readonly HistoryInvoice[], making: Making): StoreCustomer {
  const { draw } = making;
  const subject = `customer ${number}`;
  const first = own[0] as HistoryInvoice;
  const kind = customerKind(draw, number);
  const registeredAt = registrationTime(draw, subject, first);
  return {
    number,
    kind,
    // Where the first invoice went; each order has its own.
    country: first.country.code,
    contact: makeCustomerContact(draw, number, kind),
    registeredAt,
    collection: { at: registeredAt, ...collectedHow(draw, subject) },
  };
}

/** At the first checkout or some time before it; before the history where it begins with a cancellation. */
function registrationTime(draw: Draw, subject: string, first: HistoryInvoice): LocalTime {
  const atCheckout = first.kind === 'sale' && draw.chance(subject, 'registered at checkout', 0.6);
  if (atCheckout) return addMinutes(first.at, -10);
  const days = draw.between(subject, 'days registered before', first.kind === 'sale' ? 1 : 30, 300);
  return `${dayOf(addDays(first.at, -days))}${first.at.slice(10)}`;
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
