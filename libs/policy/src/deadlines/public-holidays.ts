import { addDays, dateOfDayNumber, dayNumberOf } from '../calendar/civil-date.js';
import type { CivilDate } from '../model/elements.js';

/**
 * The public holidays of Finland in a year (kirkkolaki 652/2023, laki 388/1937, laki 272/1944). Neither Midsummer Eve
 * nor Christmas Eve is one. Counted and not looked up: a calendar of all the world costs every service some 10 MiB.
 */
export function publicHolidaysOf(year: number): ReadonlySet<CivilDate> {
  const on = (monthAndDay: string): CivilDate => `${String(year).padStart(4, '0')}-${monthAndDay}`;
  const easter = on(easterSunday(year));
  return new Set([
    on('01-01'),
    on('01-06'),
    addDays(easter, -2),
    easter,
    addDays(easter, 1),
    on('05-01'),
    addDays(easter, 39),
    addDays(easter, 49),
    saturdayFrom(on('06-20')),
    saturdayFrom(on('10-31')),
    on('12-06'),
    on('12-25'),
    on('12-26'),
  ]);
}

/** Month and day of Easter by the Gregorian computus (Meeus, Astronomical Algorithms, ch. 8). */
function easterSunday(year: number): string {
  const golden = year % 19;
  const [century, ofCentury] = [Math.floor(year / 100), year % 100];
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const moved = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const days = epact + weekday - 7 * moved + 114;
  return `0${Math.floor(days / 31)}-${String((days % 31) + 1).padStart(2, '0')}`;
}

function saturdayFrom(date: CivilDate): CivilDate {
  const day = dayNumberOf(date);
  return dateOfDayNumber(day + ((13 - ((day + 4) % 7)) % 7));
}
