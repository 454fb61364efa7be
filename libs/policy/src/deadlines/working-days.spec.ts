import { describe, expect, test } from '@jest/globals';
import HolidaysPackage from 'date-holidays';
import { addDays, dateOfDayNumber, dayNumberOf } from '../calendar/civil-date.js';
import { isPublicHoliday, workingDayFrom } from './working-days.js';

const years = Array.from({ length: 2100 - 2000 + 1 }, (_, index) => 2000 + index);

describe('public holidays of Finland', () => {
  test('those of 2026 are the thirteen the law names, and neither eve is among them', () => {
    expect(daysOf(2026).filter(isPublicHoliday)).toEqual([
      '2026-01-01',
      '2026-01-06',
      '2026-04-03',
      '2026-04-05',
      '2026-04-06',
      '2026-05-01',
      '2026-05-14',
      '2026-05-24',
      '2026-06-20',
      '2026-10-31',
      '2026-12-06',
      '2026-12-25',
      '2026-12-26',
    ]);
  });

  test.each(years)(
    'kirkkolaki 652/2023, laki 388/1937, laki 272/1944: those of %i are the ones a kept calendar knows',
    (year) => {
      expect(daysOf(year).filter(isPublicHoliday)).toEqual(holidaysByCalendar(year));
    },
  );

  test('no year has Midsummer Eve or Christmas Eve among them', () => {
    for (const year of years) {
      const midsummerDay = saturdayFrom(`${year}-06-20`);
      expect([addDays(midsummerDay, -1), `${year}-12-24`].filter(isPublicHoliday)).toEqual([]);
    }
  });

  test.each([
    ['a working day stays', '2026-03-04', '2026-03-04'],
    ['a Saturday', '2026-03-07', '2026-03-09'],
    ['a Sunday', '2026-03-08', '2026-03-09'],
    ['Good Friday, over the whole of Easter', '2026-04-03', '2026-04-07'],
    ['Midsummer Eve, a Friday, is a working day', '2026-06-19', '2026-06-19'],
    ['Christmas Eve, a Thursday, is a working day', '2026-12-24', '2026-12-24'],
    ['Christmas Day and the weekend behind it', '2026-12-25', '2026-12-28'],
    ['Ascension Thursday', '2026-05-14', '2026-05-15'],
  ])('Reg. 1182/71 Art. 3(4), %s: %s rolls to %s', (_what, date, rolled) => {
    expect(workingDayFrom(date)).toBe(rolled);
  });
});

/** The calendar calls Midsummer Eve and Christmas Eve bank days. */
const calendar = new HolidaysPackage('FI');

function holidaysByCalendar(year: number): string[] {
  const holidays = calendar.getHolidays(year).filter(({ type }) => type === 'public');
  return [...new Set(holidays.map(({ date }) => date.slice(0, 10)))].sort();
}

function saturdayFrom(date: string): string {
  const day = dayNumberOf(date);
  return dateOfDayNumber(day + ((13 - ((day + 4) % 7)) % 7));
}

function daysOf(year: number): string[] {
  return Array.from({ length: 366 }, (_, day) => addDays(`${year}-01-01`, day)).filter((date) =>
    date.startsWith(String(year)),
  );
}
