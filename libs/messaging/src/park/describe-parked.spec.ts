import { describe, expect, it } from '@jest/globals';
import { describeParked } from './describe-parked.js';

const parked = (content: unknown, publisher = 'marketing-suppression') =>
  describeParked(
    {
      queue: 'consent.events',
      reason: 'invalid',
      attempts: 1,
      publisher,
      content: Buffer.from(JSON.stringify(content)),
    },
    new Date(0),
  );
const lane = 'marketing-suppression/0b7c2f0e-5a0e-4a55-9a39-1a1f0f1f8c11';

describe('A parked message', () => {
  it('keeps its place in the lane in the clear, so that it is not taken for lost', () => {
    expect(parked({ lane, lanesequence: 7, data: {} })).toMatchObject({ lane, n: 7 });
  });

  it('shows none that another publisher wrote into it', () => {
    expect(parked({ lane, lanesequence: 7, data: {} }, 'web-store')).not.toHaveProperty('lane');
    expect(parked({ lane, lanesequence: 7, data: {} }, 'marketing')).not.toHaveProperty('lane');
  });

  it.each([
    ['no lane', {}],
    [
      'a lane with an address in it',
      { lane: 'anna@example.fi/0b7c2f0e-5a0e-4a55-9a39-1a1f0f1f8c11', lanesequence: 7 },
    ],
    ['a number that is none', { lane, lanesequence: 'anna@example.fi' }],
    ['nothing', null],
  ])('shows no place where it has %s', (_, content) => {
    expect(Object.keys(parked(content))).not.toEqual(expect.arrayContaining(['lane']));
    expect(parked(content)).not.toHaveProperty('n');
  });
});
