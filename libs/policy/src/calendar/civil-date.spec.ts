import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { numRuns } from '../../test/properties.js';
import {
  addDays,
  civilDateOf,
  dateOfDayNumber,
  dayNumberOf,
  earliest,
  instantOf,
  isCivilDate,
  lengthOfMonth,
  within,
} from './civil-date.js';

describe('the civil date is that of Europe/Helsinki', () => {
  test.each([
    ['a second before midnight in winter', '2026-01-31T21:59:59Z', '2026-01-31'],
    ['midnight in winter, two hours before UTC', '2026-01-31T22:00:00Z', '2026-02-01'],
    ['midnight in summer, three hours before UTC', '2026-07-31T21:00:00Z', '2026-08-01'],
    ['the night the clocks go forward', '2026-03-28T22:00:00Z', '2026-03-29'],
    ['the night after, an hour earlier in UTC', '2026-03-29T21:00:00Z', '2026-03-30'],
    ['the night the clocks go back', '2026-10-24T21:00:00Z', '2026-10-25'],
    ['the night after, an hour later in UTC', '2026-10-25T21:59:59Z', '2026-10-25'],
    ['an instant given with another offset', '2026-06-30T23:30:00+02:00', '2026-07-01'],
    ['the last evening of March in UTC', '2026-03-31T21:30:00Z', '2026-04-01'],
    ['a leap day', '2028-02-29T12:00:00+02:00', '2028-02-29'],
  ])('%s: %s is %s', (_when, instant, date) => {
    expect(civilDateOf(instant)).toBe(date);
    expect(civilDateOf(new Date(instant))).toBe(date);
  });

  test.each([
    '2026-01-31',
    '2026-01-31T12:00:00',
    '2026-02-30T12:00:00Z',
    '2026-02-31T23:00:00+02:00',
    '2026-01-31T25:00:00Z',
    'yesterday',
    '',
  ])('"%s" is no instant and is refused', (text) => {
    expect(() => civilDateOf(text)).toThrow(RangeError);
  });

  test('it is what the time zone database says, for any instant since the zone has whole hours', () => {
    const instants = fc.date({
      min: new Date('1921-05-02'),
      max: new Date('2100-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, (instant) => {
        const zoned = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(
          'Europe/Helsinki',
        );
        return civilDateOf(instant) === zoned.toPlainDate().toString();
      }),
      { numRuns },
    );
  });
});

describe('what is no date or instant is known as none', () => {
  test.each([
    '2026/01-01',
    '2026-01/01',
    '2026-00-01',
    '2026-01-00',
    '2026-01-32',
    '2026-04-31',
    '2026-06-31',
    '2026-09-31',
    '2026-11-31',
    '1900-02-29',
    '2O26-01-01',
    '20 6-01-01',
    '2026-0:-01',
    '2026-01-1',
    20260101,
    undefined,
  ])('%s is no date', (date) => {
    expect(isCivilDate(date)).toBe(false);
  });

  test.each(['2000-02-29', '2024-02-29', '2026-04-30', '2026-12-31', '0001-01-01'])('%s is one', (date) => {
    expect(isCivilDate(date)).toBe(true);
  });

  test('each month has its days', () => {
    const lengths = Array.from({ length: 12 }, (_, index) => lengthOfMonth(2026, index + 1));
    expect(lengths).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
    expect([1900, 2000, 2024, 2100, 2400].map((year) => lengthOfMonth(year, 2))).toEqual([
      28, 29, 29, 28, 29,
    ]);
  });

  test.each([
    ['2026-01-31T12:00:00+0200', Date.UTC(2026, 0, 31, 10)],
    ['2026-01-31T12:00:00Z and more', Number.NaN],
  ])('the instant %s', (text, time) => {
    expect(instantOf(text)).toBe(time);
  });

  test('an error says what was no date or instant', () => {
    expect(() => civilDateOf('soon')).toThrow('Not an instant: soon');
    expect(() => civilDateOf(new Date(Number.NaN))).toThrow('Not an instant: Invalid Date');
    expect(() => dayNumberOf('soon')).toThrow('Not a date: soon');
  });
});

test.each([
  [[], undefined],
  [[undefined, undefined], undefined],
  [['2026-01-02', undefined, '2026-01-01'], '2026-01-01'],
  [[undefined, '2026-01-01', '2026-01-02'], '2026-01-01'],
])('of %j the first is %s', (dates, first) => {
  expect(earliest(...dates)).toBe(first);
});

test.each([
  ['before the first day', { validFrom: '2026-11-24' }, false],
  ['on the first day', { validFrom: '2026-11-23' }, true],
  ['on the last', { validFrom: '2020-01-01', validTo: '2026-11-23' }, true],
  ['after the last', { validFrom: '2020-01-01', validTo: '2026-11-22' }, false],
  ['where no first day is known', { validTo: '2027-01-01' }, false],
])('in force or not on 2026-11-23: %s', (_when, validity, inForce) => {
  expect(within('2026-11-23', validity)).toBe(inForce);
});

describe('a date is a day number and back', () => {
  test.each(['2026-02-29', '2026-13-01', '2026-1-1', '2026-01-01T00:00:00Z', 'today'])(
    '"%s" is no date',
    (text) => {
      expect(() => dayNumberOf(text)).toThrow(RangeError);
    },
  );

  test('any day keeps its number and its neighbours', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -20_000, max: 60_000 }),
        fc.integer({ min: -800, max: 800 }),
        (day, days) => {
          const date = dateOfDayNumber(day);
          return dayNumberOf(date) === day && dayNumberOf(addDays(date, days)) === day + days;
        },
      ),
      { numRuns },
    );
  });
});
