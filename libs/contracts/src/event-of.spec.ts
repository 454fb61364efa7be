import { expect, it } from '@jest/globals';
import { ConsentGranted } from './consent.events.js';
import { eventOf } from './event-of.js';
import { validateEvent } from './validate-event.js';

it('an event speaks the contract', () => {
  const data = {
    consent: 'c.1',
    party: 'p',
    purpose: 'newsletter',
    grantedAt: '2026-07-01T06:00:00.000Z',
    method: 'web-form',
    because: [],
  };
  const event = eventOf('consent', ConsentGranted.type, 'c.1', data, '2026-07-01T12:00:00.000Z');
  expect(event).toMatchObject({
    id: 'c.1',
    source: '/consent',
    type: 'consent.granted.v1',
    time: '2026-07-01T12:00:00.000Z',
  });
  expect(validateEvent(event)).toMatchObject({ ok: true, dropped: 0 });
});
