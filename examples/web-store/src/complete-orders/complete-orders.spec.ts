import { describe, expect, test } from '@jest/globals';
import { normaliseEmail, normalisePhone } from '#contracts';
import fc from 'fast-check';
import { dayOf } from '../shift-dates/local-time.js';
import { shiftTo } from '../shift-dates/shift-dates.js';
import { toEvents } from '../publish-events/to-events.js';
import { csvOf, invoice, invoicesOf } from '../testing-invoices.fixture.js';
import { readHistory } from '../read-history/read-history.js';
import { completeOrders } from './complete-orders.js';
import { stateOf } from './completed.js';
import { Draw } from './draw.js';
import { makeCustomerContact } from './make-contact.js';
import { productGroupsOf } from './product-group.js';

const settings = { seed: 'a seed', homeCountry: 'FI' };
const complete = (...lines: readonly string[]) => completeOrders(invoicesOf(...lines), settings);

const LINES = [
  ...invoice('536365', '2010-12-01 08:26', { A: 6, B: 6 }),
  ...invoice('536370', '2010-12-01 08:45', { C: 24, POST: 3 }, '12583.0'),
  ...invoice('536544', '2010-12-01 14:32', { A: 1 }, ''),
  ...invoice('536544', '2010-12-01 14:32', { A: 1 }, ''),
  ...invoice('C536548', '2010-12-01 14:33', { B: -6 }),
  ...invoice('C540000', '2011-01-04 10:00', { X: -1 }, '13958.0'),
  ...invoice('550000', '2011-06-30 20:08', { A: 2, D: -1 }, '12583.0'),
];

function told(lines: readonly string[], seed = 'a seed') {
  const history = completeOrders(readHistory(csvOf(...lines)).invoices, { ...settings, seed });
  return toEvents(history, shiftTo('2026-07-01', history.lastDay));
}

describe('making the orders whole', () => {
  test('the same seed makes the same events, another seed others', () => {
    expect(told(LINES, 'a seed')).toEqual(told(LINES, 'a seed'));
    expect(told(LINES, 'a seed')).not.toEqual(told(LINES, 'another seed'));
  });

  test('no order of the lines changes any event', () => {
    const expected = told(LINES);
    fc.assert(
      fc.property(fc.shuffledSubarray(LINES, { minLength: LINES.length }), (shuffled) => {
        expect(told(shuffled)).toEqual(expected);
      }),
    );
  });

  test('a customer is made the same whoever else is in the history', () => {
    const alone = complete(...LINES.filter((line) => line.includes('12583')));
    const together = complete(...LINES);
    expect(together.customers).toContainEqual(alone.customers[0]);
    expect(together.orders.filter(({ customer }) => customer === '12583')).toEqual(alone.orders);
  });

  test('a customer with only cancellations has no order, and registered before', () => {
    const { customers, orders, returns } = complete(
      ...invoice('C540000', '2011-01-04 10:00', { X: -1 }, '13958.0'),
    );
    expect(orders).toEqual([]);
    expect(returns).toMatchObject([{ number: 'C540000', customer: '13958', pence: 150 }]);
    expect(customers[0]?.registeredAt.slice(0, 10) ?? '').toMatch(/^2010-/);
  });

  test('a guest is no customer, and the contact comes with the order', () => {
    const { customers, orders } = complete(...invoice('536544', '2010-12-01 14:32', { A: 1 }, ''));
    expect(customers).toEqual([]);
    expect(orders[0]?.guest?.contact.email).toBe('vieras-536544@example.fi');
  });

  test('a guest’s cancellation is a return of nobody known', () => {
    expect(
      complete(...invoice('C1', '2010-12-01 14:32', { A: -1 }, '')).returns[0]?.customer,
    ).toBeUndefined();
  });

  test('an order cancelled whole at once is neither delivered nor paid', () => {
    const { orders } = complete(
      ...invoice('541431', '2011-01-18 10:01', { A: 74215 }),
      ...invoice('C541433', '2011-01-18 10:02', { A: -74215 }),
      ...invoice('550000', '2011-06-30 20:08', { A: 1 }, '12583.0'),
    );
    const order = orders[0];
    expect(order && stateOf(order)).toBe('cancelled');
    expect(order?.deliveredAt).toBeUndefined();
    // Minutes after the order at the earliest: the cancellation came first.
    expect(order?.paidAt).toBeUndefined();
  });

  test('an order of nothing but free lines is never paid', () => {
    const free = '543599,84535B,FAIRY SCENT CANDLE,16,2011-02-10 13:08:00,0.0,17560.0,United Kingdom';
    const { orders } = complete(free, ...LINES);
    const order = orders.find(({ number }) => number === '543599');
    expect(order).toMatchObject({ pence: 0, productGroups: ['lighting'] });
    expect(order?.paidAt).toBeUndefined();
    expect(order?.deliveredAt).toBeDefined();
  });

  test('nothing made happens after the last day of the history', () => {
    const history = complete(...LINES);
    const made = history.orders.flatMap(({ paidAt, deliveredAt, cancellations }) => [
      paidAt,
      deliveredAt,
      ...cancellations.map(({ refundedAt }) => refundedAt),
    ]);
    for (const at of made) if (at !== undefined) expect(dayOf(at) <= '2011-06-30').toBe(true);
  });

  test('one stop shop is for consumers of another country of the Union alone', () => {
    const orders = Array.from({ length: 60 }, (_, index) =>
      ['Finland', 'Germany', 'United Kingdom', 'European Community'].map(
        (country, place) =>
          `${500000 + index * 4 + place},A,THING,1,2011-01-10 10:00:00,1.0,${13000 + index * 4 + place}.0,${country}`,
      ),
    ).flat();
    const history = completeOrders(invoicesOf(...orders), settings);
    const oss = (country: string, eu: boolean) =>
      new Set(
        history.orders
          .filter((order) => order.country === country && (country !== 'XX' || eu))
          .map(({ kind, vatScheme }) => `${kind === 'consumer' ? 'consumer' : 'organisation'} ${vatScheme}`),
      );
    expect(oss('FI', true)).toEqual(new Set(['consumer domestic', 'organisation domestic']));
    expect(oss('GB', false)).toEqual(new Set(['consumer domestic', 'organisation domestic']));
    expect(oss('DE', true)).toEqual(new Set(['consumer oss', 'organisation domestic']));
    expect(oss('XX', true)).toEqual(new Set(['consumer oss', 'organisation domestic']));
  });

  test('every invented address can be read, is at example.fi or in a range kept for drama, and no two customers share one', () => {
    const draw = new Draw('a seed');
    const contacts = Array.from({ length: 6500 }, (_, index) =>
      makeCustomerContact(draw, String(12_340 + index), 'consumer'),
    );
    const emails = contacts.flatMap(({ email }) => email ?? []);
    const phones = contacts.flatMap(({ phone }) => phone ?? []);
    expect(emails.every((email) => normaliseEmail(email)?.endsWith('@example.fi') === true)).toBe(true);
    expect(phones.every((phone) => normalisePhone(phone) === phone)).toBe(true);
    expect(phones.every((phone) => /^\+44(7700900|11[345678]4960)\d{3}$/.test(phone))).toBe(true);
    expect(new Set(emails.map(normaliseEmail)).size).toBe(emails.length);
    expect(new Set(phones).size).toBe(phones.length);
  });

  test.each([
    [{ '71053': 'WHITE METAL LANTERN', POST: 'POSTAGE' }, ['lighting']],
    [
      { '21212': 'PACK OF 72 RETRO SPOT CAKE CASES', '22730': 'ALARM CLOCK BAKELIKE IVORY' },
      ['clocks', 'kitchen'],
    ],
    [{ '35004C': '' }, ['other']],
  ])('product groups come from the words of the goods: %j', (products, groups) => {
    const lines = Object.entries(products).map(([product, description]) => ({
      product,
      description,
      quantity: 1,
      pence: 1,
    }));
    expect(productGroupsOf(lines)).toEqual(groups);
  });
});
