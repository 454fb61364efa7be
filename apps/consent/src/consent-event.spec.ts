import { describe, expect, it } from '@jest/globals';
import { ConsentGranted, validateEvent } from '#contracts';
import { pinnedClock } from '#testing';
import { owing } from './consent-event.js';

describe('A fact owes its event under its own id, and is found by the relay', () => {
  it('speaks the contract', () => {
    const data = {
      consent: 'c.1',
      party: 'p',
      purpose: 'newsletter',
      grantedAt: '2026-07-01T06:00:00.000Z',
      method: 'web-form',
      because: [],
    };
    const { owed, owes } = owing(pinnedClock('2026-07-01'), 'c.1', ConsentGranted.type, data);
    expect(owed).toBe(true);
    expect(owes).toMatchObject([
      { id: 'c.1', source: '/consent', type: 'consent.granted.v1', time: '2026-07-01T12:00:00.000Z' },
    ]);
    expect(validateEvent(owes[0])).toMatchObject({ ok: true, dropped: 0 });
  });
});
