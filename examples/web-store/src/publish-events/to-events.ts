import type {
  CloudEvent,
  ContactDetails,
  CustomerRegistered,
  InvoiceCredited,
  InvoiceIssued,
  OrderCancelled,
  OrderDelivered,
  OrderParty,
  OrderPlaced,
  OrderReturned,
  PaymentReceived,
  PaymentRefunded,
  WarrantyStarted,
} from '#contracts';
import type {
  CollectedHow,
  StoreCustomer,
  StoreHistory,
  StoreOrder,
  StoreReturn,
} from '../complete-orders/completed.js';
import type { LocalTime } from '../read-history/history.js';
import { addYearsTo } from '../shift-dates/local-time.js';
import type { Shift } from '../shift-dates/shift-dates.js';

/** An event that waits for its moment of publication; everything but the envelope's time is settled. */
export interface StoreEvent {
  readonly id: string;
  readonly type: string;
  /** When it happened, in the history's time; orders the replay. */
  readonly at: LocalTime;
  /** The record it tells of, as the store files it. */
  readonly record: string;
  readonly data: object;
}

export const SOURCE = '/web-store';

export const toCloudEvent = ({ id, type, data }: StoreEvent, publishedAt: Date): CloudEvent => ({
  specversion: '1.0',
  id,
  source: SOURCE,
  type,
  time: publishedAt.toISOString(),
  datacontenttype: 'application/json',
  data,
});

/** Every event of the history in the order things happened. Ids come from numbers: a second replay repeats them. */
export const toEvents = (history: StoreHistory, shift: Shift): StoreEvent[] =>
  [
    ...history.customers.map((customer) => registered(customer, shift)),
    ...history.orders.flatMap((order) => [...orderEvents(order, shift), ...cancellationEvents(order, shift)]),
    ...history.returns.map((back) => returned(back, shift)),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1));

const event = (name: string, number: string, at: LocalTime, record: string, data: object): StoreEvent => ({
  id: `${name.replace('.', '-')}-${number}`,
  type: `${name}.v1`,
  at,
  record,
  data,
});

const collection = (how: CollectedHow, shift: Shift): NonNullable<OrderPlaced['addressCollection']> => ({
  collectedAt: shift(how.at).instant,
  optOutOffered: how.optOutOffered,
  refused: how.refused,
});

const registered = (customer: StoreCustomer, shift: Shift): StoreEvent =>
  event('customer.registered', customer.number, customer.registeredAt, `customer/${customer.number}`, {
    customer: customer.number,
    registeredAt: shift(customer.registeredAt).instant,
    kind: customer.kind,
    country: customer.country,
    contact: customer.contact satisfies ContactDetails,
    addressCollection: collection(customer.collection, shift),
  } satisfies CustomerRegistered);

const buyerOf = (customer: string | undefined): OrderParty => (customer === undefined ? {} : { customer });

function orderEvents(order: StoreOrder, shift: Shift): StoreEvent[] {
  const { number, placedAt, paidAt, deliveredAt, warrantyYears, guest } = order;
  const ofOrder = { order: number, buyer: buyerOf(order.customer) };
  const record = `order/${number}`;
  return [
    event('order.placed', number, placedAt, record, {
      ...ofOrder,
      placedAt: shift(placedAt).instant,
      buyerKind: order.kind,
      country: order.country,
      vatScheme: order.vatScheme,
      productGroups: [...order.productGroups],
      ...(guest !== undefined && {
        buyerContact: guest.contact,
        addressCollection: collection(guest.collection, shift),
      }),
    } satisfies OrderPlaced),
    event('invoice.issued', number, placedAt, `invoice/${number}`, {
      ...ofOrder,
      invoice: number,
      issuedOn: shift(placedAt).date,
    } satisfies InvoiceIssued),
    ...(paidAt === undefined
      ? []
      : [
          event('payment.received', `P${number}`, paidAt, `payment/P${number}`, {
            ...ofOrder,
            payment: `P${number}`,
            receivedAt: shift(paidAt).instant,
          } satisfies PaymentReceived),
        ]),
    ...(deliveredAt === undefined
      ? []
      : [
          event('order.delivered', number, deliveredAt, record, {
            ...ofOrder,
            deliveredAt: shift(deliveredAt).instant,
          } satisfies OrderDelivered),
        ]),
    ...(deliveredAt === undefined || warrantyYears === undefined
      ? []
      : [
          event('warranty.started', `W${number}`, deliveredAt, `warranty/W${number}`, {
            ...ofOrder,
            warranty: `W${number}`,
            startedAt: shift(deliveredAt).instant,
            endsOn: addYearsTo(shift(deliveredAt).date, warrantyYears),
          } satisfies WarrantyStarted),
        ]),
  ];
}

const cancellationEvents = (order: StoreOrder, shift: Shift): StoreEvent[] =>
  order.cancellations.flatMap(({ id, at, extent, refundedAt }) => {
    const ofOrder = { order: order.number, buyer: buyerOf(order.customer) };
    return [
      event('order.cancelled', id, at, `order/${order.number}`, {
        ...ofOrder,
        cancellation: id,
        cancelledAt: shift(at).instant,
        extent,
      } satisfies OrderCancelled),
      event('invoice.credited', id, at, `credit-note/${id}`, {
        ...ofOrder,
        creditNote: id,
        invoice: order.number,
        creditedOn: shift(at).date,
      } satisfies InvoiceCredited),
      ...(refundedAt === undefined
        ? []
        : [
            event('payment.refunded', `R${id}`, refundedAt, `refund/R${id}`, {
              ...ofOrder,
              refund: `R${id}`,
              refundedAt: shift(refundedAt).instant,
            } satisfies PaymentRefunded),
          ]),
    ];
  });

/**
 * The store cannot say which order the goods came from, so it cannot say that nothing of it is left either.
 * Of a guest it knows no more than that somebody sent this back.
 */
const returned = ({ number, customer, at }: StoreReturn, shift: Shift): StoreEvent =>
  event('order.returned', number, at, `order/${number}`, {
    return: number,
    buyer: buyerOf(customer),
    returnedAt: shift(at).instant,
    extent: 'part',
  } satisfies OrderReturned);
