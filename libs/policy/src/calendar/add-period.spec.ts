import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { holdsFor } from '../../test/properties.js';
import { addPeriod, isLonger } from './add-period.js';
import { civilDateOf, dateOfDayNumber } from './civil-date.js';

describe('a period is added by the calendar', () => {
  test.each([
    ['the same date of the next month', '2026-03-05', 'P1M', '2026-04-05'],
    ['the last day of a shorter month', '2026-01-31', 'P1M', '2026-02-28'],
    ['29 February in a leap year', '2024-01-31', 'P1M', '2024-02-29'],
    ['a leap day ten years on', '2020-02-29', 'P10Y', '2030-02-28'],
    ['a leap day four years on', '2020-02-29', 'P4Y', '2024-02-29'],
    ['a century that is no leap year', '2096-02-29', 'P4Y', '2100-02-28'],
    ['over the turn of a year', '2026-11-30', 'P3M', '2027-02-28'],
    ['years, months, weeks and days together', '2026-01-31', 'P1Y1M1W1D', '2027-03-08'],
    ['nothing at all', '2026-01-31', 'P0D', '2026-01-31'],
    ['a year of three digits', '0998-01-31', 'P1Y', '0999-01-31'],
  ])('%s: %s and %s is %s', (_what, date, period, sum) => {
    expect(addPeriod(date, period)).toBe(sum);
  });

  test.each(['P', 'PT5S', '1Y', 'P1.5M', '-P1M', 'P1M1Y'])(
    '"%s" is no such period and is refused',
    (period) => {
      expect(() => addPeriod('2026-01-01', period)).toThrow(RangeError);
      expect(() => addPeriod('2026-01-01', period)).toThrow(`months, weeks and days: ${period}`);
    },
  );

  test.each([
    ['P1Y', 'P11M', true],
    ['P11M', 'P1Y', false],
    ['P12M', 'P1Y', false],
    ['P1M', 'P28D', true],
    ['P28D', 'P1M', false],
    ['P1Y', 'P365D', true],
    ['P4W', 'P28D', false],
    ['P29D', 'P1M', true],
  ])('whether %s is longer than %s: %s', (a, b, longer) => {
    expect(isLonger(a, b)).toBe(longer);
  });

  test('a date that does not exist is refused, whatever is added', () => {
    expect(() => addPeriod('2026-02-30', 'P0D')).toThrow(RangeError);
    expect(() => addPeriod('2026-02-30', 'P1M')).toThrow(RangeError);
  });

  test('it agrees with Temporal for any date and period', () => {
    holdsFor([date, amount, amount, amount, amount], (from, years, months, weeks, days) => {
      const expected = Temporal.PlainDate.from(from).add({ years, months, weeks, days });
      return addPeriod(from, `P${years}Y${months}M${weeks}W${days}D`) === expected.toString();
    });
  });

  test('the hour of the day and the turn of summer time play no part: days are no milliseconds', () => {
    holdsFor([instant, amount, amount], (time, months, days) => {
      const there = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO('Europe/Helsinki');
      const expected = there.toPlainDate().add({ months }).add({ days }).toString();
      return addPeriod(civilDateOf(new Date(time)), `P${months}M${days}D`) === expected;
    });
  });
});

const date = fc.integer({ min: -20_000, max: 60_000 }).map(dateOfDayNumber);
const amount = fc.integer({ min: 0, max: 60 });
const instant = fc.integer({
  min: Date.parse('2018-01-01T00:00:00Z'),
  max: Date.parse('2060-01-01T00:00:00Z'),
});
