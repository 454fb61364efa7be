import { describe, expect, test } from '@jest/globals';
import { invoice, invoicesOf } from '../testing-invoices.fixture.js';
import { matchCancellations } from './match-cancellations.js';

const match = (...invoices: readonly string[][]) => {
  const { matched, unmatched } = matchCancellations(invoicesOf(...invoices.flat()));
  return {
    matched: matched.map(({ cancellation, order, extent }) => `${cancellation} → ${order} ${extent}`),
    unmatched: unmatched.map(({ cancellation, product, quantity, reason }) =>
      [cancellation, product, quantity, reason].join(' '),
    ),
  };
};

const JAN = '2011-01-10 10:00';
const FEB = '2011-02-10 10:00';
const MAR = '2011-03-10 10:00';
const APR = '2011-04-10 10:00';

describe('matching cancellations with orders', () => {
  test('all goods sent back cancel the whole order', () => {
    expect(match(invoice('1', JAN, { A: 6, B: 2 }), invoice('C2', FEB, { A: -6, B: -2 }))).toEqual({
      matched: ['C2 → 1 whole'],
      unmatched: [],
    });
  });

  test('some of it cancels a part, and what is left later the whole', () => {
    const order = invoice('1', JAN, { A: 6, B: 2 });
    expect(match(order, invoice('C2', FEB, { A: -4 }), invoice('C3', MAR, { A: -2, B: -2 })).matched).toEqual(
      ['C2 → 1 part', 'C3 → 1 whole'],
    );
  });

  test('the most recent order with exactly that quantity is meant before a larger, more recent one', () => {
    const orders = [invoice('1', JAN, { A: 6 }), invoice('2', FEB, { A: 6 }), invoice('3', MAR, { A: 10 })];
    expect(match(...orders, invoice('C4', APR, { A: -6 })).matched).toEqual(['C4 → 2 whole']);
  });

  test('without an exact one, the most recent that holds enough', () => {
    const orders = [invoice('1', JAN, { A: 8 }), invoice('2', FEB, { A: 9 }), invoice('3', MAR, { A: 2 })];
    expect(match(...orders, invoice('C4', APR, { A: -6 })).matched).toEqual(['C4 → 2 part']);
  });

  test('without one that holds enough, several, the most recent first', () => {
    const orders = [invoice('1', JAN, { A: 4 }), invoice('2', FEB, { A: 3 }), invoice('3', MAR, { A: 2 })];
    expect(match(...orders, invoice('C4', APR, { A: -6 })).matched).toEqual([
      'C4 → 1 part',
      'C4 → 2 whole',
      'C4 → 3 whole',
    ]);
  });

  test('equal lines of an invoice count together', () => {
    const twice = [...invoice('1', JAN, { A: 3 }), ...invoice('1', JAN, { A: 3 })];
    expect(match(twice, invoice('C2', FEB, { A: -6 }))).toEqual({ matched: ['C2 → 1 whole'], unmatched: [] });
  });

  test('postage that is not given back leaves no order standing', () => {
    expect(match(invoice('1', JAN, { A: 6, POST: 1 }), invoice('C2', FEB, { A: -6 })).matched).toEqual([
      'C2 → 1 whole',
    ]);
  });

  test('what was cancelled once cannot be cancelled again', () => {
    const result = match(
      invoice('1', JAN, { A: 6 }),
      invoice('C2', FEB, { A: -6 }),
      invoice('C3', MAR, { A: -6 }),
    );
    expect(result).toEqual({ matched: ['C2 → 1 whole'], unmatched: ['C3 A 6 more-than-bought'] });
  });

  test('more sent back than was bought: what was bought is matched, the rest reported', () => {
    expect(match(invoice('1', JAN, { A: 6 }), invoice('C2', FEB, { A: -10 }))).toEqual({
      matched: ['C2 → 1 whole'],
      unmatched: ['C2 A 4 more-than-bought'],
    });
  });

  test.each([
    [
      'a product never bought',
      invoice('1', JAN, { B: 6 }),
      invoice('C2', FEB, { A: -6 }),
      'C2 A 6 never-bought',
    ],
    ['only cancellations', [], invoice('C2', FEB, { A: -6 }), 'C2 A 6 never-bought'],
    [
      'bought only later',
      invoice('1', MAR, { A: 6 }),
      invoice('C2', FEB, { A: -6 }),
      'C2 A 6 bought-only-later',
    ],
    ['a discount', invoice('1', JAN, { A: 6 }), invoice('C2', FEB, { D: -1 }), 'C2 D 1 not-goods'],
    ['a guest’s', invoice('1', JAN, { A: 6 }, ''), invoice('C2', FEB, { A: -6 }, ''), 'C2 A 6 no-customer'],
    [
      'another customer’s purchase',
      invoice('1', JAN, { A: 6 }, '9'),
      invoice('C2', FEB, { A: -6 }),
      'C2 A 6 never-bought',
    ],
  ])('is reported and never guessed: %s', (_what, order, cancellation, reported) => {
    expect(match(order, cancellation)).toEqual({ matched: [], unmatched: [reported] });
  });

  test('the credit is the cancelled quantity at the cancellation’s price', () => {
    const invoices = invoicesOf(...invoice('1', JAN, { A: 6 }), ...invoice('C2', FEB, { A: -4 }));
    expect(matchCancellations(invoices).matched[0]?.creditedPence).toBe(600);
  });
});
