import { describe, expect, test } from '@jest/globals';
import { addDays, dateOfDayNumber, dayNumberOf } from '../calendar/civil-date.js';
import { isPublicHoliday, workingDayFrom } from './working-days.js';

const years = Array.from({ length: 2060 - 2018 + 1 }, (_, index) => 2018 + index);

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
    'kirkkolaki 652/2023, laki 388/1937, laki 272/1944: those of %i are the ones the law names',
    (year) => {
      expect(daysOf(year).filter(isPublicHoliday)).toEqual(holidaysByLaw(year));
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

/** The law's own list, with Easter by the computus of Meeus; none of it comes from the package under test. */
function holidaysByLaw(year: number): string[] {
  const easter = easterSunday(year);
  return [
    `${year}-01-01`,
    `${year}-01-06`,
    addDays(easter, -2),
    easter,
    addDays(easter, 1),
    `${year}-05-01`,
    addDays(easter, 39),
    addDays(easter, 49),
    saturdayFrom(`${year}-06-20`),
    saturdayFrom(`${year}-10-31`),
    `${year}-12-06`,
    `${year}-12-25`,
    `${year}-12-26`,
  ]
    .filter((date, index, all) => all.indexOf(date) === index)
    .sort();
}

function easterSunday(year: number): string {
  const golden = year % 19;
  const [century, ofCentury] = [Math.floor(year / 100), year % 100];
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const moved = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const days = epact + weekday - 7 * moved + 114;
  const [month, day] = [Math.floor(days / 31), (days % 31) + 1];
  return `${year}-0${month}-${String(day).padStart(2, '0')}`;
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
