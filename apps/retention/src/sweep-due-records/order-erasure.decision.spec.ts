import { expect, test } from '@jest/globals';
import { participantsOf } from '#participant';
import { askedToErase, occasionOf } from './order-erasure.decision.js';

test.each([
  ['the first time', [], 'clock/a'],
  ['while others of the party are complete', ['clock/b', 'clock/ab'], 'clock/a'],
  ['when it was complete once', ['clock/a'], 'clock/a.1'],
  ['when it was complete twice', ['clock/a.1', 'clock/b', 'clock/a'], 'clock/a.2'],
])('an erasure has an id of its own for each occasion: %s', (_name, completed, id) => {
  expect(occasionOf('clock/a', completed)).toBe(id);
});

test.each([
  ['a whole party: by all who may hold of it', true, ['consent', 'my-shop']],
  ['single records: by their holder alone', false, ['my-shop']],
])('What is due of %s', (_name, whole, asked) => {
  const participants = participantsOf(['consent', 'retention'], { stores: ['web-store', 'my-shop'] });
  expect(askedToErase(participants, { whole }, 'my-shop')).toEqual(asked);
});
