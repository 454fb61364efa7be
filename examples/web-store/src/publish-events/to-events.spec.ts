import { describe, expect, test } from '@jest/globals';
import { validateEvent, type CloudEvent } from '#contracts';
import { completeOrders } from '../complete-orders/complete-orders.js';
import { shiftTo } from '../shift-dates/shift-dates.js';
import { invoice, invoicesOf } from '../testing-invoices.fixture.js';
import { toCloudEvent, toEvents } from './to-events.js';

const eventsOf = (...lines: readonly string[]): CloudEvent[] => {
  const history = completeOrders(invoicesOf(...lines), { seed: 'a seed', homeCountry: 'FI' });
  const publishedAt = new Date('2026-07-01T06:00:00Z');
  return toEvents(history, shiftTo('2026-07-01', history.lastDay)).map((event) =>
    toCloudEvent(event, publishedAt),
  );
};

const LATER = invoice('559000', '2011-06-30 20:08', { Z: 1 }, '18000.0');

describe('telling the history as events', () => {
  test('every event is valid by the contracts, with no field they do not know', () => {
    const events = eventsOf(
      ...invoice('536365', '2010-12-01 08:26', { A: 6, B: 6 }),
      ...invoice('536544', '2010-12-01 14:32', { LANTERN: 1 }, ''),
      ...invoice('C536548', '2010-12-09 14:33', { B: -6, X: -1 }),
      ...invoice('C536549', '2010-12-09 14:33', { B: -6 }, ''),
      ...LATER,
    );
    for (const event of events) expect(validateEvent(event)).toMatchObject({ ok: true, dropped: 0 });
  });

  test('ids come from numbers, so that a second replay repeats them', () => {
    const ids = eventsOf(
      ...invoice('536365', '2010-12-01 08:26', { A: 6, B: 6 }),
      ...invoice('C536548', '2010-12-09 14:33', { B: -6, X: -1 }),
      ...LATER,
    ).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining([
        'customer-registered-17850',
        'order-placed-536365',
        'invoice-issued-536365',
        'order-delivered-536365',
        'order-cancelled-C536548-536365',
        'invoice-credited-C536548-536365',
        'order-returned-C536548',
      ]),
    );
  });

  test('a guest’s order names no customer and brings the contact; a customer’s names the customer and brings none', () => {
    const [order, guests] = eventsOf(
      ...invoice('536365', '2010-12-01 08:26', { A: 6 }),
      ...invoice('536544', '2010-12-01 14:32', { A: 1 }, ''),
      ...LATER,
    ).filter(({ type }) => type === 'order.placed.v1');
    expect(order?.data).toMatchObject({ buyer: { customer: '17850' } });
    expect(order?.data).not.toHaveProperty('buyerContact');
    expect(guests?.data).toMatchObject({ buyer: {}, buyerContact: { email: 'vieras-536544@example.fi' } });
  });

  test('a cancellation that touches two orders is two events, one for each', () => {
    const cancelled = eventsOf(
      ...invoice('1', '2011-01-10 10:00', { A: 4 }),
      ...invoice('2', '2011-02-10 10:00', { A: 3 }),
      ...invoice('C3', '2011-03-10 10:00', { A: -5 }),
      ...LATER,
    ).filter(({ type }) => type === 'order.cancelled.v1');
    expect(cancelled.map(({ data }) => data)).toMatchObject([
      { order: '1', extent: 'part', cancellation: 'C3-1', cancelledAt: '2026-03-10T10:00:00+00:00' },
      { order: '2', extent: 'whole', cancellation: 'C3-2' },
    ]);
  });

  test('what no order is known of is a return without one', () => {
    const [returned] = eventsOf(...invoice('C3', '2011-03-10 10:00', { A: -5 }), ...LATER).filter(
      ({ type }) => type === 'order.returned.v1',
    );
    expect(returned?.data).toEqual({
      return: 'C3',
      buyer: { customer: '17850' },
      returnedAt: '2026-03-10T10:00:00+00:00',
      extent: 'part',
    });
  });

  test('bookkeeping is told to nobody', () => {
    expect(
      eventsOf('536589,A,damages,-10,2010-12-01 16:50:00,0.0,,United Kingdom', ...LATER).map(({ id }) => id),
    ).not.toEqual(expect.arrayContaining([expect.stringContaining('536589')]));
  });
});
