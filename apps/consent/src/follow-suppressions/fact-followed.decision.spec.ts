import { describe, expect, it } from '@jest/globals';
import { type CloudEvent, SuppressionAdded, SuppressionLifted } from '#contracts';
import { factFollowed } from './fact-followed.decision.js';

const takenAt = new Date('2026-07-01T06:00:00Z');
const event = (type: string, data: object, place: object = {}): CloudEvent => ({
  specversion: '1.0',
  id: 'e-1',
  source: '/marketing-suppression',
  type,
  time: '2026-07-01T06:00:00Z',
  data,
  ...place,
});
const address = { kind: 'email', kid: 'h1', hash: 'abc' };

describe('right.prohibit – what suppression tells is kept under its own id, with its place in the lane', () => {
  it('a prohibition of an address', () => {
    const data = {
      suppression: 's.1',
      address,
      scope: { kind: 'all-marketing' },
      since: '2026-06-30T21:30:00Z',
      method: 'one-click',
      because: [],
    };
    expect(
      factFollowed(
        event(SuppressionAdded.type, data, { lane: 'marketing-suppression/a', lanesequence: 7 }),
        takenAt,
      ),
    ).toEqual({
      _id: 'suppression/s.1',
      type: 'suppression.added',
      suppression: 's.1',
      address,
      scope: { kind: 'all-marketing' },
      at: '2026-06-30T21:30:00Z',
      on: '2026-07-01',
      takenAt,
      lane: 'marketing-suppression/a',
      n: 7,
    });
  });

  it('a lift, with what it names', () => {
    const data = {
      lift: 'l.1',
      suppressions: ['s.1'],
      liftedAt: '2026-06-30T07:00:00Z',
      method: 'phone',
      because: [],
    };
    expect(factFollowed(event(SuppressionLifted.type, data), takenAt)).toMatchObject({
      _id: 'lift/l.1',
      suppressions: ['s.1'],
    });
  });
});
