import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { buyerParty, type CloudEvent, type OrderParty } from '#contracts';
import { completeOrders } from '../../examples/web-store/src/complete-orders/complete-orders.js';
import { stateOf } from '../../examples/web-store/src/complete-orders/completed.js';
import { toCloudEvent, toEvents } from '../../examples/web-store/src/publish-events/to-events.js';
import { readHistory } from '../../examples/web-store/src/read-history/read-history.js';
import { shiftTo } from '../../examples/web-store/src/shift-dates/shift-dates.js';
import { EXPECTED, SEED, TODAY } from './expected.js';

const file = new URL('../../examples/web-store/data/order-history.csv.gz', import.meta.url);
const raw = readHistory(gunzipSync(readFileSync(file)).toString('utf8'));
const history = completeOrders(raw.invoices, { seed: SEED, homeCountry: 'FI' });
const shift = shiftTo(TODAY, history.lastDay);
const events = toEvents(history, shift).map((event) => toCloudEvent(event, new Date()));

const ACTS: Readonly<Record<string, string>> = {
  'customer.registered.v1': 'registeredAt',
  'order.placed.v1': 'placedAt',
  'order.cancelled.v1': 'cancelledAt',
  'order.returned.v1': 'returnedAt',
  'payment.received.v1': 'receivedAt',
};

const helsinki = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Helsinki', dateStyle: 'short' });

const partyOf = ({ data }: CloudEvent): string => {
  const {
    customer,
    buyer,
    order,
    return: back,
  } = data as Partial<Record<string, string>> & { buyer?: OrderParty };
  return customer === undefined
    ? buyerParty('', buyer ?? {}, order ?? back ?? '').id
    : `customer/${customer}`;
};

describe('the sample of twenty, against the store’s own workings', () => {
  test('is of twenty parties', () => {
    expect(new Set(EXPECTED.map(({ party }) => party)).size).toBe(20);
  });

  test.each(EXPECTED.map((expected) => [expected.party, expected] as const))('%s', (party, expected) => {
    const orders = history.orders.filter((order) => party === buyerParty('', order, order.number).id);
    const states: Record<string, number> = {};
    for (const state of orders.map(stateOf)) states[state] = (states[state] ?? 0) + 1;
    const own = events.filter((event) => partyOf(event) === party);
    const kept: Record<string, number> = {};
    for (const { placedAt, vatScheme } of orders) {
      const until = `${Number(shift(placedAt).date.slice(0, 4)) + (vatScheme === 'oss' ? 10 : 6)}-12-31`;
      kept[until] = (kept[until] ?? 0) + 1;
    }
    const acts = own.flatMap(({ type, data }) => {
      const field = ACTS[type];
      return field === undefined
        ? []
        : [helsinki.format(new Date((data as Record<string, string>)[field] ?? ''))];
    });
    expect({
      orders: orders.length,
      states,
      cancellations: own.filter(({ type }) => type === 'order.cancelled.v1').length,
      returnsWithoutOrder: own.filter(({ type }) => type === 'order.returned.v1').length,
      lastActivity: acts.sort().at(-1),
      invoicesKeptByLawUntil: kept,
    }).toEqual({
      orders: expected.orders,
      states: expected.states,
      cancellations: expected.cancellations,
      returnsWithoutOrder: expected.returnsWithoutOrder,
      lastActivity: expected.lastActivity,
      invoicesKeptByLawUntil: expected.invoicesKeptByLawUntil,
    });
  });

  test('12748.0 has its 106 invoices: 102 orders and 4 cancellations', () => {
    const own = raw.invoices.filter(({ customer }) => customer === '12748');
    expect(own.map(({ kind }) => kind).filter((kind) => kind === 'sale')).toHaveLength(102);
    expect(own).toHaveLength(106);
  });

  test('the slice as a whole, counted in the same way', () => {
    const states: Record<string, number> = {};
    for (const state of history.orders.map(stateOf)) states[state] = (states[state] ?? 0) + 1;
    expect({ ...states, customers: history.customers.length, returns: history.returns.length }).toEqual({
      delivered: 2092,
      'part-cancelled': 410,
      placed: 66,
      cancelled: 22,
      customers: 853,
      returns: 161,
    });
  });
});
