import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { contracts, validateEvent } from './validate-event.js';
import { LANE_NAME, laneName, LaneWatermark, partsOfLane } from './lane.events.js';

const uuid = randomUUID();

test.each(contracts.map(({ type }) => ({ service: 'marketing-suppression', type })))(
  'The name of a lane says whose it is and of which events: of $type',
  (parts) => {
    const lane = laneName(parts, uuid);
    expect(lane).toMatch(LANE_NAME);
    expect(partsOfLane(lane)).toEqual(parts);
    const data = { lane, through: 1, count: 1, at: '2026-07-01T12:00:00Z', closed: false };
    const envelope = { specversion: '1.0', source: '/marketing-suppression', time: data.at };
    expect(
      validateEvent({ ...envelope, id: `${lane}/0b7c2f0e-1`, type: LaneWatermark.type, data }),
    ).toMatchObject({
      ok: true,
    });
  },
);

test('One of an older version is of no one type', () => {
  expect(`consent/${uuid}`).toMatch(LANE_NAME);
  expect(partsOfLane(`consent/${uuid}`)).toEqual({ service: 'consent' });
  expect(laneName({ service: 'consent' }, uuid)).toBe(`consent/${uuid}`);
});

test.each([
  'consent',
  `consent/granted/${uuid}`,
  `consent/consent.granted.v1/x/${uuid}`,
  `Aino Virta/${uuid}`,
])('is no name of a lane: %s', (name) => {
  expect(name).not.toMatch(LANE_NAME);
});
