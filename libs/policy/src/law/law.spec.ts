import { describe, expect, test } from '@jest/globals';
import { isCivilDate } from '../calendar/civil-date.js';
import { currentLaw, lawOn } from './law.js';

describe('scope.law: the law as data', () => {
  const entries = Object.entries(currentLaw).flatMap(([section, all]) =>
    (all as readonly { validFrom: string; validTo?: string }[]).map((entry) => ({ section, ...entry })),
  );

  test('every entry has its first day, and a last one that is not before it', () => {
    expect(
      entries.filter(
        ({ validFrom, validTo }) =>
          !isCivilDate(validFrom) ||
          (validTo !== undefined && (!isCivilDate(validTo) || validTo < validFrom)),
      ),
    ).toEqual([]);
  });

  test('a mechanism is named by one decision or one article, and by it alone', () => {
    const names = currentLaw.mechanisms.map(({ decision, article }) => decision ?? article);
    expect(new Set(names).size).toBe(names.length);
    expect(
      currentLaw.mechanisms.filter(
        ({ decision, article }) => (decision === undefined) === (article === undefined),
      ),
    ).toEqual([]);
  });

  test('countries are two letters', () => {
    const countries = [
      ...[...currentLaw.eea, ...currentLaw.mechanisms].flatMap((each) => each.countries ?? []),
      ...currentLaw.keeping.flatMap(({ requiredIn = [] }) => requiredIn),
    ];
    expect(countries.filter((country) => !/^[A-Z]{2}$/.test(country))).toEqual([]);
  });

  test.each([
    ['2018-05-24', 0],
    ['2018-05-25', 31],
    ['2021-06-27', 31],
    ['2021-06-28', 30],
  ])('on %s the EEA counts %i countries for transfers', (on, count) => {
    expect(lawOn(currentLaw, on).eea.flatMap(({ countries }) => countries)).toHaveLength(count);
  });

  test('what is void stays known', () => {
    expect(lawOn(currentLaw, '2026-11-23').mechanisms).toBe(currentLaw.mechanisms);
  });
});
