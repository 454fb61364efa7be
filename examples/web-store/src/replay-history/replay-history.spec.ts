import { describe, expect, test } from '@jest/globals';
import type { CloudEvent } from '#contracts';
import { completeOrders } from '../complete-orders/complete-orders.js';
import { toEvents, type StoreEvent } from '../publish-events/to-events.js';
import { shiftTo } from '../shift-dates/shift-dates.js';
import { invoice, invoicesOf } from '../testing-invoices.fixture.js';
import { limitCustomers } from './limit-customers.js';
import { replay, stillToTell } from './replay-history.js';

const INVOICES = invoicesOf(
  ...invoice('536365', '2010-12-01 08:26', { A: 6 }),
  ...invoice('536544', '2010-12-01 14:32', { A: 1 }, ''),
  ...invoice('559000', '2011-06-30 20:08', { Z: 1 }, '18000.0'),
);
const history = completeOrders(INVOICES, { seed: 'a seed', homeCountry: 'FI' });
const EVENTS = toEvents(history, shiftTo('2026-07-01', history.lastDay));
const idsOf = (events: readonly { id: string }[]) => events.map(({ id }) => id);

async function replayed(options: Parameters<typeof replay>[1]) {
  const published: CloudEvent[] = [];
  const told: object[] = [];
  await replay(
    EVENTS,
    options,
    async (event) => void published.push(event),
    (message) => told.push(message),
  );
  return { published, told };
}

describe('replaying the history', () => {
  test('in the order things happened, and says how far it is', async () => {
    const { published, told } = await replayed({});
    expect(idsOf(published)).toEqual(idsOf(EVENTS));
    expect(told.at(-1)).toEqual({ progress: { published: EVENTS.length, of: EVENTS.length } });
  });

  test('shuffled by a seed: the same events, always in the same other order', async () => {
    const once = idsOf((await replayed({ shuffleSeed: 's' })).published);
    expect(once).not.toEqual(idsOf(EVENTS));
    expect(once.toSorted()).toEqual(idsOf(EVENTS).toSorted());
    expect(idsOf((await replayed({ shuffleSeed: 's' })).published)).toEqual(once);
  });

  test('twice and shuffled: each event twice', async () => {
    const { published } = await replayed({ shuffleSeed: 's', twice: true });
    expect(idsOf(published).toSorted()).toEqual([...idsOf(EVENTS), ...idsOf(EVENTS)].toSorted());
  });

  test('never more than a thousand unconfirmed', async () => {
    let unconfirmed = 0;
    let most = 0;
    const many = Array.from(
      { length: 5000 },
      (_, index) => ({ ...EVENTS[0], id: String(index) }) as StoreEvent,
    );
    const publish = async () => {
      most = Math.max(most, (unconfirmed += 1));
      await new Promise(setImmediate);
      unconfirmed -= 1;
    };
    await replay(many, {}, publish, () => undefined);
    expect(most).toBe(1000);
  });

  test('what was erased is not told again', () => {
    const erased = new Map([
      ['customer/17850', ['identity', 'contact']],
      ['order/536544', ['order', 'delivery']],
    ] as const);
    const events = stillToTell(EVENTS, erased);
    expect(idsOf(events)).not.toContain('customer-registered-17850');
    expect(events.find(({ id }) => id === 'order-placed-536544')?.data).not.toHaveProperty('buyerContact');
    expect(idsOf(events)).toContain('invoice-issued-536544');
    expect(idsOf(events)).toContain('customer-registered-18000');
  });

  test('a limit takes customers whole, and guests in proportion', () => {
    const guests = ['536550', '536551', '536552'].flatMap((number) =>
      invoice(number, '2010-12-02 10:00', { A: 1 }, ''),
    );
    const limited = limitCustomers([...INVOICES, ...invoicesOf(...guests)], 1);
    expect(limited.map(({ number }) => number)).toEqual(['536365', '536544', '536550']);
    expect(limitCustomers(INVOICES, undefined)).toHaveLength(3);
  });
});
