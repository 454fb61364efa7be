import type { Fact } from './fact.js';

export const aFact = (_id: string, more: Partial<Fact> = {}): Fact => ({
  _id,
  type: 'consent.granted.v1',
  on: '2026-06-30',
  at: '2026-06-30T09:00:00+03:00',
  takenAt: new Date('2026-06-30T06:00:01Z'),
  ...more,
});
