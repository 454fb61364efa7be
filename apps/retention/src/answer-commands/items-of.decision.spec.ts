import { describe, expect, test } from '@jest/globals';
import type { RequestFact } from '../facts.js';
import { withoutRequest } from './items-of.decision.js';

describe('right.access – how long something is kept is told as it is once the request is answered', () => {
  test('the request that asks holds nothing in its own answer; another one does', () => {
    const facts = [opened('r-1'), opened('r-12')];
    expect(withoutRequest(facts, 'r-1/collect/retention')).toEqual([opened('r-12')]);
  });
});

const opened = (request: string): RequestFact => ({
  _id: `subject-requests|${request}/opened`,
  type: 'request.opened.v1',
  party: 'p',
  request,
  at: '2026-07-01T06:00:00.000Z',
  on: '2026-07-01',
  takenAt: new Date('2026-07-01T06:00:00Z'),
});
