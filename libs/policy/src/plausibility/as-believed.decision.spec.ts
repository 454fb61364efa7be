import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, civilDateOf, dateOfDayNumber, dayNumberOf } from '../calendar/civil-date.js';
import { asBelieved, NoBelievableDate } from './as-believed.decision.js';

const dates = { earliest: '1995-01-01', today: '2026-07-01' };
const intake = '2024-05-31T21:30:00.000Z';
const told = (at: string, takenAt = intake) => ({
  at,
  on: at.length === 10 || at.startsWith('9999') ? at.slice(0, 10) : civilDateOf(at),
  takenAt: new Date(takenAt),
});

describe('a stored date that cannot be true gives way to the day of taking in', () => {
  test.each<[string, string, string]>([
    ['of before it was taken in', '2020-02-29T10:00:00Z', '2020-02-29'],
    ['of the day of taking in, in Helsinki', '2024-06-01', '2024-06-01'],
    ['of the day after, since clocks differ', '2024-06-02T10:00:00+03:00', '2024-06-02'],
    ['of two days after', '2024-06-03', '2024-06-01'],
    ['that has come since', '2025-01-01', '2024-06-01'],
    ['of 2062', '2062-03-01T10:00:00+02:00', '2024-06-01'],
    ['of the year 9999', '9999-12-31T23:59:59Z', '2024-06-01'],
    ['of the beginning of machine time', '1970-01-01T00:00:00Z', '2024-06-01'],
    ['of the first day there is', '1995-01-01', '1995-01-01'],
    ['of the day before it', '1994-12-31', '2024-06-01'],
  ])('%s', (_what, at, on) => {
    const fact = asBelieved(told(at), dates);
    expect(fact.on).toBe(on);
    const kept = told(at).on === on;
    expect([fact.at, fact.doubted]).toEqual(kept ? [at, undefined] : [intake, true]);
  });

  test.each<[string, string, object]>([
    ['a moment that contradicts its day', 'on', { ...told('2020-01-01'), at: '9999-12-31T23:59:59Z' }],
    ['a day that contradicts its moment', 'at', { ...told('2020-01-01T10:00:00Z'), on: '1970-01-01' }],
  ])('%s', (_what, _field, fact) => {
    expect(asBelieved(fact as ReturnType<typeof told>, dates).on).toBe('2024-06-01');
  });

  test('where business time is pinned, what it knows of is believed too', () => {
    const ahead = told('2026-06-30');
    expect(asBelieved(ahead, dates).on).toBe('2024-06-01');
    expect(asBelieved(ahead, { ...dates, pinned: true }).on).toBe('2026-06-30');
    expect(asBelieved(told('9999-12-31'), { ...dates, pinned: true }).on).toBe('2024-06-01');
  });

  test.each(['1970-01-01T00:00:00Z', '2062-03-01T00:00:00Z'])(
    'taken in at %s there is no day that could stand for it',
    (takenAt) => {
      expect(() => asBelieved(told('9999-12-31', takenAt), dates)).toThrow(NoBelievableDate);
      expect(asBelieved(told('2020-02-29', takenAt), dates).on).toBe('2020-02-29');
    },
  );

  test('no date comes true by waiting, and none is believed twice', () => {
    const day = fc.integer({ min: 0, max: 40_000 }).map(dateOfDayNumber);
    const taken = fc.integer({ min: dayNumberOf('2018-05-25'), max: dayNumberOf('2026-07-01') });
    fc.assert(
      fc.property(day, taken, fc.integer({ min: 0, max: 20_000 }), (on, takenDay, later) => {
        const fact = { at: on, on, takenAt: new Date(`${dateOfDayNumber(takenDay)}T09:00:00Z`) };
        const believed = asBelieved(fact, dates);
        expect(asBelieved(fact, { ...dates, today: addDays(dates.today, later) })).toEqual(believed);
        expect(asBelieved(believed, dates)).toEqual(believed);
        expect(believed.on >= dates.earliest && believed.on <= addDays(dateOfDayNumber(takenDay), 1)).toBe(
          true,
        );
      }),
    );
  });
});
