import { describe, expect, test } from '@jest/globals';
import { csvOf, invoicesOf } from '../testing-invoices.fixture.js';
import { countryOf } from './country-codes.js';
import { readHistory } from './read-history.js';

const only = (...lines: readonly string[]) => {
  const invoices = invoicesOf(...lines);
  expect(invoices).toHaveLength(1);
  return invoices[0];
};

describe('reading the order history', () => {
  test('a customer number that a spreadsheet made a fraction is the number', () => {
    expect(only('536365,A,THING,6,2010-12-01 08:26:00,2.55,12748.0,United Kingdom')).toMatchObject({
      customer: '12748',
      lines: [{ quantity: 6, pence: 255 }],
    });
  });

  test('an invoice without a customer is a guest’s', () => {
    expect(only('536365,A,THING,6,2010-12-01 08:26:00,2.55,,United Kingdom')?.customer).toBeUndefined();
  });

  test('an invoice with several timestamps has the earliest, in whichever line it stands', () => {
    const lines = [
      '536591,A,THING,1,2010-12-01 16:58:00,1.0,14606.0,United Kingdom',
      '536591,B,THING,1,2010-12-01 16:57:00,1.0,14606.0,United Kingdom',
    ];
    expect(only(...lines)?.at).toBe('2010-12-01T16:57:00');
    expect(only(...lines.toReversed())?.at).toBe('2010-12-01T16:57:00');
  });

  test('equal lines are two purchases, not one', () => {
    const line = '536409,A,THING,1,2010-12-01 11:45:00,1.25,17908.0,United Kingdom';
    expect(only(line, line)?.lines).toHaveLength(2);
  });

  test.each([
    ['goods for a customer', '536365,A,THING,6,2010-12-01 08:26:00,2.55,1.0,Spain', 'sale'],
    [
      'a gift to a customer, at price zero',
      '543599,84535B,FAIRY,16,2011-02-10 13:08:00,0.0,17560.0,Spain',
      'sale',
    ],
    ['goods for a guest', '536544,A,THING,6,2010-12-01 14:32:00,2.55,,Spain', 'sale'],
    ['a negative quantity without a C', '536589,A,,-10,2010-12-01 16:50:00,0.0,,Spain', 'bookkeeping'],
    ['a find in the stock room', '537534,A,found,56,2010-12-01 11:52:00,0.0,,Spain', 'bookkeeping'],
    [
      'a fee of a market place',
      'C537600,AMAZONFEE,AMAZON FEE,-1,2010-12-07 12:41:00,1.0,,Spain',
      'bookkeeping',
    ],
    [
      'a number that begins with C',
      'C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527.0,Spain',
      'cancellation',
    ],
    ['a guest’s cancellation', 'C536379,A,THING,-1,2010-12-01 09:41:00,27.5,,Spain', 'cancellation'],
  ])('%s', (_what, line, kind) => {
    expect(only(line)?.kind).toBe(kind);
  });

  test.each([
    ['EIRE', 'IE', true],
    ['United Kingdom', 'GB', false],
    ['Unspecified', 'XX', false],
    ['European Community', 'XX', true],
    ['Channel Islands', 'XX', false],
    ['Atlantis', 'XX', false],
  ])('%s is %s, in the Union: %s', (name, code, eu) => {
    expect(countryOf(name)).toEqual({ code, eu });
  });

  test.each([
    ['536365,A,THING,six,2010-12-01 08:26:00,2.55,1.0,Spain', 'quantity-unreadable'],
    ['536365,A,THING,6,1.12.2010 08:26,2.55,1.0,Spain', 'date-unreadable'],
    ['536365,A,THING,6,2010-13-01 08:26:00,2.55,1.0,Spain', 'date-unreadable'],
    ['536365,A,THING,6,2010-12-01 08:26:00,free,1.0,Spain', 'price-unreadable'],
    ['536365,A,THING,6,2010-12-01 08:26:00,2.55,someone,Spain', 'customer-number-unreadable'],
    ['$where,A,THING,6,2010-12-01 08:26:00,2.55,1.0,Spain', 'invoice-number-unreadable'],
    ['536365,A,THING,6', 'wrong-number-of-columns'],
  ])('a line that cannot be read is reported and the rest goes on: %s', (bad, reason) => {
    const good = '536366,A,THING,6,2010-12-01 08:28:00,2.55,1.0,Spain';
    const { invoices, problems } = readHistory(csvOf(bad, good));
    expect(problems).toEqual([{ line: 2, reason }]);
    expect(invoices.map(({ number }) => number)).toEqual(['536366']);
  });

  test('another kind of file is refused', () => {
    expect(() => readHistory('a,b\n1,2\n')).toThrow(/must have the columns InvoiceNo/);
  });
});
