import { describe, expect, test } from '@jest/globals';
import { addYearsTo, daysBetween } from './local-time.js';
import { lastDayOf, shiftTo } from './shift-dates.js';

const at = (kind: 'sale' | 'cancellation' | 'bookkeeping', day: string) => ({ kind, at: `${day}T10:00:00` });

describe('shifting the dates of the history', () => {
  test('the last day becomes the day before today', () => {
    expect(shiftTo('2026-07-01', '2011-06-30')('2011-06-30T20:08:00')).toEqual({
      instant: '2026-06-30T20:08:00+01:00',
      date: '2026-06-30',
    });
  });

  test('the last day is that of an order or a cancellation, never of bookkeeping', () => {
    expect(
      lastDayOf([
        at('sale', '2011-06-29'),
        at('cancellation', '2011-06-30'),
        at('bookkeeping', '2011-07-02'),
      ]),
    ).toBe('2011-06-30');
  });

  test.each([
    [
      'winter stays winter time',
      '2011-01-10',
      '2011-01-10T08:26:00',
      '2011-01-10T08:26:00+00:00',
      '2011-01-10',
    ],
    [
      'summer is an hour ahead',
      '2011-06-10',
      '2011-06-10T08:26:00',
      '2011-06-10T08:26:00+01:00',
      '2011-06-10',
    ],
    [
      'the day before the clocks go on',
      '2011-03-26',
      '2011-03-26T12:00:00',
      '2011-03-26T12:00:00+00:00',
      '2011-03-26',
    ],
    ['the day they go on', '2011-03-27', '2011-03-27T12:00:00', '2011-03-27T12:00:00+01:00', '2011-03-27'],
    [
      'an hour that does not exist moves on',
      '2011-03-27',
      '2011-03-27T01:30:00',
      '2011-03-27T02:30:00+01:00',
      '2011-03-27',
    ],
    [
      'an hour that comes twice is the first',
      '2011-10-30',
      '2011-10-30T01:30:00',
      '2011-10-30T01:30:00+01:00',
      '2011-10-30',
    ],
    [
      'late in the evening it is the next day in Helsinki',
      '2011-06-30',
      '2011-06-30T22:30:00',
      '2011-06-30T22:30:00+01:00',
      '2011-07-01',
    ],
  ])('%s', (_what, lastDay, local, instant, date) => {
    const nextDay = new Date(Date.parse(`${lastDay}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    expect(shiftTo(nextDay, lastDay)(local)).toEqual({ instant, date });
  });

  test('a time of day is kept when a shift carries it into the other half of the year', () => {
    const shift = shiftTo('2026-01-01', '2011-06-30');
    expect(shift('2011-06-30T20:08:00').instant).toBe('2025-12-31T20:08:00+00:00');
    expect(shift('2010-12-01T08:26:00').instant).toBe('2025-06-03T08:26:00+01:00');
  });

  test('days between two times stay as they were', () => {
    const shift = shiftTo('2026-07-01', '2011-06-30');
    expect(daysBetween(shift('2010-12-01T08:26:00').date, shift('2011-06-30T20:08:00').date)).toBe(211);
  });

  test.each([
    ['2026-06-30', 2, '2028-06-30'],
    ['2024-02-29', 1, '2025-02-28'],
    ['2024-02-29', 4, '2028-02-29'],
  ])('%s and %i years is %s', (date, years, expected) => {
    expect(addYearsTo(date, years)).toBe(expected);
  });
});
