import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { numRuns } from '../../test/properties.js';
import { addDays, civilDateOf, dateOfDayNumber, dayNumberOf } from './civil-date.js';

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
