import { buyerParty, customerParty, type RecordKind } from '#contracts';
import type { StoreCustomer, StoreHistory, StoreOrder, StoreReturn } from '../complete-orders/completed.js';
import { stateOf } from '../complete-orders/completed.js';
import type { LocalTime } from '../read-history/history.js';
import { addYearsTo } from '../shift-dates/local-time.js';
import type { Shift } from '../shift-dates/shift-dates.js';
import { recordId, type Fields, type StoreRecord } from './store-record.js';

/** What the store keeps of its history in its own database; the contents are here and nowhere else. */
export const toRecords = (history: StoreHistory, shift: Shift): StoreRecord[] => {
  const names = new Map(history.customers.map(({ number, contact }) => [number, contact.name]));
  return [
    ...history.customers.map((customer) => customerRecord(customer, shift)),
    ...history.orders.flatMap((order) => orderRecords(order, names, shift)),
    ...history.returns.flatMap((back) => returnRecords(back, names, shift)),
  ];
};

const record = (
  kind: RecordKind,
  number: string,
  party: string,
  fields: StoreRecord['fields'],
): StoreRecord => ({
  _id: recordId(kind, number),
  kind,
  record: number,
  party,
  fields,
});

function customerRecord(
  { number, kind, country, contact, registeredAt }: StoreCustomer,
  shift: Shift,
): StoreRecord {
  return record('customer', number, customerParty('web-store', number).id, {
    identity: {
      customer: number,
      name: contact.name,
      kind,
      country,
      'registered-at': shift(registeredAt).instant,
      ...(contact.organisation !== undefined && { organisation: contact.organisation }),
      ...(contact.jobTitle !== undefined && { 'job-title': contact.jobTitle }),
    },
    contact: {
      ...(contact.email !== undefined && { email: contact.email }),
      ...(contact.phone !== undefined && { phone: contact.phone }),
    },
  });
}

const partyOf = (customer: string | undefined, order: string): string =>
  buyerParty('web-store', customer === undefined ? {} : { customer }, order).id;

function orderRecords(order: StoreOrder, names: ReadonlyMap<string, string>, shift: Shift): StoreRecord[] {
  const { number, customer, guest, deliveryAddress, warrantyYears } = order;
  const party = partyOf(customer, number);
  const name = guest?.contact.name ?? names.get(customer ?? '') ?? '';
  const voucher = (
    kind: RecordKind,
    id: string,
    at: LocalTime,
    pence: number,
    more: Fields = {},
  ): StoreRecord => ({
    ...record(kind, id, party, {
      voucher: { number: id, order: number, name, on: shift(at).date, amount: amount(pence), ...more },
    }),
    voucher: dutyOf(order.vatScheme, at, shift),
  });
  return [
    {
      ...record('order', number, party, {
        order: {
          state: stateOf(order),
          'placed-at': shift(order.placedAt).instant,
          ...(order.deliveredAt !== undefined && { 'delivered-at': shift(order.deliveredAt).instant }),
          'product-groups': order.productGroups.join(', '),
        },
        delivery: {
          name,
          ...(guest?.contact.email !== undefined && { email: guest.contact.email }),
          street: deliveryAddress.street,
          'postal-code': deliveryAddress.postalCode,
          city: deliveryAddress.city,
          country: order.country,
        },
        voucher: { lines: String(order.lines), amount: amount(order.pence), 'vat-scheme': order.vatScheme },
      }),
      voucher: dutyOf(order.vatScheme, order.placedAt, shift),
    },
    voucher('invoice', number, order.placedAt, order.pence),
    ...(order.paidAt === undefined ? [] : [voucher('payment', `P${number}`, order.paidAt, order.pence)]),
    ...(order.deliveredAt === undefined || warrantyYears === undefined
      ? []
      : [
          record('warranty', `W${number}`, party, {
            order: {
              order: number,
              'started-at': shift(order.deliveredAt).instant,
              'ends-on': addYearsTo(shift(order.deliveredAt).date, warrantyYears),
            },
          }),
        ]),
    ...order.cancellations.flatMap(({ id, at, extent, pence, refundedAt }) => [
      voucher('credit-note', id, at, -pence, { extent }),
      ...(refundedAt === undefined ? [] : [voucher('refund', `R${id}`, refundedAt, -pence)]),
    ]),
  ];
}

const returnRecords = (
  { number, customer, at, pence }: StoreReturn,
  names: ReadonlyMap<string, string>,
  shift: Shift,
): StoreRecord[] => [
  {
    ...record('order', number, partyOf(customer, number), {
      order: { state: 'returned', 'returned-at': shift(at).instant },
      voucher: { name: names.get(customer ?? '') ?? '', amount: amount(-pence) },
    }),
    voucher: dutyOf('domestic', at, shift),
  },
];

const amount = (pence: number): string => `${(pence / 100).toFixed(2)} GBP`;

/** What the store itself must keep of a voucher, whoever asks for erasure. Its financial year is the calendar year. */
function dutyOf(
  vatScheme: 'domestic' | 'oss',
  at: LocalTime,
  shift: Shift,
): NonNullable<StoreRecord['voucher']> {
  const yearEnd = `${shift(at).date.slice(0, 4)}-12-31`;
  return vatScheme === 'oss'
    ? {
        until: addYearsTo(yearEnd, 10),
        provision: 'Directive 2006/112/EC Art. 369k; Regulation (EU) 282/2011 Art. 63c',
      }
    : { until: addYearsTo(yearEnd, 6), provision: 'Accounting Act 1336/1997 ch. 2 §10(2)' };
}
