import { expect, test } from '@jest/globals';
import { occasionOf } from './order-erasure.decision.js';

test.each([
  ['the first time', [], 'clock/a'],
  ['while others of the party are complete', ['clock/b', 'clock/ab'], 'clock/a'],
  ['when it was complete once', ['clock/a'], 'clock/a.1'],
  ['when it was complete twice', ['clock/a.1', 'clock/b', 'clock/a'], 'clock/a.2'],
])('an erasure has an id of its own for each occasion: %s', (_name, completed, id) => {
  expect(occasionOf('clock/a', completed)).toBe(id);
});
