import { describe, expect, it } from '@jest/globals';
import { latenessOf, type OpenRequest } from './lateness-of-requests.decision.js';

const due = (legalDue: string, more: Partial<OpenRequest> = {}): OpenRequest => ({
  legalDue,
  takenAtMs: 0,
  waitingFor: [],
  ...more,
});

describe('How late the open requests are', () => {
  it.each<[string, string[], number | undefined, number]>([
    ['none is open', [], undefined, 0],
    ['ten days are left', ['2026-07-11'], 10, 0],
    ['the last day is today', ['2026-07-01'], 0, 0],
    ['the last day was yesterday', ['2026-06-30'], -1, 1],
    [
      'the nearest of several counts, over a turn of the year',
      ['2027-01-01', '2026-06-20', '2026-06-25'],
      -11,
      2,
    ],
  ])('%s', (_name, days, daysLeft, overdue) => {
    const found = latenessOf(
      days.map((day) => due(day)),
      '2026-07-01',
      0,
    );
    expect([found.daysLeft, found.overdue]).toEqual([daysLeft, overdue]);
  });

  it('tells for each participant since when the oldest request waits for it', () => {
    const open = [
      due('2026-08-01', { takenAtMs: 4000, waitingFor: ['web-store', 'consent'] }),
      due('2026-08-01', { takenAtMs: 1000, waitingFor: ['web-store'] }),
      due('2026-08-01', { takenAtMs: 0 }),
    ];
    expect(latenessOf(open, '2026-07-01', 11_000).waitingSeconds).toEqual({ 'web-store': 10, consent: 7 });
  });
});
