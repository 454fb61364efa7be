import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, civilDateOf, dateOfDayNumber } from '../calendar/civil-date.js';
import { type DateOf, isPlausible } from './is-plausible.js';

const dates = { earliest: '1995-01-01', today: '2026-07-01' };

describe('a date that cannot be true is told from one that can', () => {
  test.each<[string, string, DateOf, boolean]>([
    ['today', '2026-07-01', 'act', true],
    ['tomorrow', '2026-07-02', 'act', true],
    ['the day after tomorrow', '2026-07-03', 'act', false],
    ['the end of tomorrow in Helsinki', '2026-07-02T23:59:59.999+03:00', 'act', true],
    ['the first moment after it', '2026-07-03T00:00:00+03:00', 'act', false],
    ['the same moment, said in UTC', '2026-07-02T21:00:00Z', 'act', false],
    [
      'the day after tomorrow where it is said, tomorrow in Helsinki',
      '2026-07-03T10:00:00+14:00',
      'act',
      true,
    ],
    ['the first day there is', '1995-01-01', 'act', true],
    ['its first moment', '1995-01-01T00:00:00+02:00', 'act', true],
    ['the moment before it', '1994-12-31T21:59:59Z', 'act', false],
    ['the day before it', '1994-12-31', 'act', false],
    ['the beginning of machine time', '1970-01-01T00:00:00Z', 'act', false],
    ['the end of four digits', '9999-12-31T23:59:59Z', 'act', false],
    ['the end of four digits, as a date', '9999-12-31', 'act', false],
    ['the beginning of them', '0000-01-01', 'act', false],
    ['an order of 2062', '2062-03-01T10:00:00+02:00', 'act', false],
    ['a warranty of ten years', '2036-07-01', 'end', true],
    ['a warranty to the end of four digits', '9999-12-31', 'end', false],
    ['a warranty of a hundred years', '2126-07-01', 'end', true],
    ['of a day more', '2126-07-02', 'end', false],
    ['one that ended in 1970', '1970-01-01', 'end', false],
  ])('%s (%s, %s): %s', (_what, date, of, plausible) => {
    expect(isPlausible(date, of, dates)).toBe(plausible);
  });

  test('an instant is as plausible as its civil date', () => {
    const instants = fc.integer({ min: -900_000_000_000, max: 4_000_000_000_000 });
    const days = fc.integer({ min: 9000, max: 30_000 }).map(dateOfDayNumber);
    fc.assert(
      fc.property(instants, days, (time, today) => {
        const at = new Date(time).toISOString();
        const known = { earliest: addDays(today, -9000), today };
        expect(isPlausible(at, 'act', known)).toBe(isPlausible(civilDateOf(at), 'act', known));
      }),
    );
  });

  test('nothing that has the form of a date makes it throw', () => {
    const four = fc.integer({ min: 0, max: 9999 }).map((year) => String(year).padStart(4, '0'));
    const offset = fc.constantFrom('Z', '+14:00', '-12:00', '+23:59', '-23:59');
    fc.assert(
      fc.property(four, offset, (year, zone) => {
        for (const day of ['01-01', '12-31']) {
          expect(typeof isPlausible(`${year}-${day}T23:59:59${zone}`, 'act', dates)).toBe('boolean');
          expect(typeof isPlausible(`${year}-${day}`, 'end', dates)).toBe('boolean');
        }
      }),
    );
  });
});
