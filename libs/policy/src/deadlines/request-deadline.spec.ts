import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { dateOfDayNumber } from '../calendar/civil-date.js';
import { requestDeadline } from './request-deadline.js';
import { isWorkingDay } from './working-days.js';

describe('right.access: a request is answered within one month of receipt, by Reg. 1182/71', () => {
  test.each([
    ['Art. 3(4) Good Friday', '2026-03-03', '2026-04-03', '2026-04-07'],
    ['Art. 3(4) Easter Sunday', '2026-03-05', '2026-04-05', '2026-04-07'],
    ['Art. 3(2)(c) no 31 February, then Art. 3(4) Saturday', '2026-01-31', '2026-02-28', '2026-03-02'],
    ['Art. 3(2)(c) no 31 September', '2026-08-31', '2026-09-30', '2026-09-30'],
    ['Art. 3(4) Independence Day on a Sunday', '2026-11-06', '2026-12-06', '2026-12-07'],
    ['Art. 3(4) Christmas Day, Boxing Day and a Sunday', '2026-11-25', '2026-12-25', '2026-12-28'],
    ['Art. 3(4) does not roll over Christmas Eve', '2027-11-24', '2027-12-24', '2027-12-24'],
    ['Art. 3(2)(c) a month is no 30 days', '2024-01-31', '2024-02-29', '2024-02-29'],
    ['Art. 3(1) the day of receipt is not counted', '2026-09-01', '2026-10-01', '2026-10-01'],
  ])('%s: received %s, due %s, by law %s', (_article, receivedOn, internalDue, legalDue) => {
    expect(requestDeadline(receivedOn)).toEqual({ internalDue, legalDue });
  });

  test.each([
    ['three months from receipt, not from the first deadline', '2026-11-06', '2027-02-06', '2027-02-08'],
    ['from a 31st, the last day of the third month', '2026-01-31', '2026-04-30', '2026-04-30'],
  ])(
    'Art. 12(3) extended, %s: received %s, due %s, by law %s',
    (_what, receivedOn, internalDue, legalDue) => {
      expect(requestDeadline(receivedOn, { extended: true })).toEqual({ internalDue, legalDue });
    },
  );

  test.each([
    ['the days it stood', [{ from: '2026-09-05', to: '2026-09-09' }], '2026-10-05'],
    [
      'two suspensions apart',
      [
        { from: '2026-09-05', to: '2026-09-07' },
        { from: '2026-09-10', to: '2026-09-11' },
      ],
      '2026-10-04',
    ],
    [
      'a shared day once',
      [
        { from: '2026-09-05', to: '2026-09-09' },
        { from: '2026-09-07', to: '2026-09-10' },
      ],
      '2026-10-06',
    ],
    [
      'one inside the other',
      [
        { from: '2026-09-05', to: '2026-09-20' },
        { from: '2026-09-07', to: '2026-09-10' },
      ],
      '2026-10-16',
    ],
    ['nothing yet while the answer is awaited', [{ from: '2026-09-05' }], '2026-10-01'],
    ['nothing for an answer before the question', [{ from: '2026-09-09', to: '2026-09-05' }], '2026-10-01'],
  ])('Art. 12(6) a suspension adds %s', (_what, suspensions, internalDue) => {
    expect(requestDeadline('2026-09-01', { suspensions }).internalDue).toBe(internalDue);
  });

  test('the periods may come from the policy', () => {
    const rule = { period: 'P2W', extendedPeriod: 'P1M' };
    expect(requestDeadline('2026-09-01', { rule }).internalDue).toBe('2026-09-15');
    expect(requestDeadline('2026-09-01', { rule, extended: true }).internalDue).toBe('2026-10-01');
  });

  test('by law it is always a working day, never before the date by the month and at most five days after', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 18_000, max: 40_000 }).map(dateOfDayNumber),
        fc.boolean(),
        (receivedOn, extended) => {
          const { internalDue, legalDue } = requestDeadline(receivedOn, { extended });
          expect(isWorkingDay(legalDue)).toBe(true);
          expect(legalDue >= internalDue).toBe(true);
          expect(Date.parse(legalDue) - Date.parse(internalDue)).toBeLessThanOrEqual(5 * 86_400_000);
        },
      ),
    );
  });
});
