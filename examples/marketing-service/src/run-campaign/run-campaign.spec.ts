import { describe, expect, test } from '@jest/globals';
import { evenly, runCampaign, type CampaignClient } from './run-campaign.js';

/** Allows every second address until it opts out. */
function fakeSuppression(forgetful = false): CampaignClient {
  const out = new Set<string>();
  return {
    check: async (email) => {
      if (email.startsWith('broken')) throw new Error('no answer');
      if (out.has(email) && !forgetful) return { allowed: false, reason: 'prohibited' };
      return Number(/\d+/.exec(email)?.[0]) % 2 === 0
        ? {
            allowed: true,
            reason: 'existing-customer',
            unsubscribeUrl: `http://127.0.0.1/v1/unsubscribe/${email}`,
          }
        : { allowed: false, reason: 'no-consent' };
    },
    unsubscribe: async (url) => void out.add(decodeURIComponent(url.split('/').at(-1) ?? '')),
    prohibit: async (email) => void out.add(email),
  };
}

const recipients = Array.from({ length: 20 }, (_, index) => `a${index}@example.fi`);

describe('a campaign', () => {
  test('asks before each message, and who opts out is denied at once, by link or by phone', async () => {
    expect(await runCampaign(fakeSuppression(), recipients, 'kitchen', 6)).toEqual({
      recipients: 20,
      allowed: 10,
      denied: 10,
      allowedBecause: { 'existing-customer': 10 },
      deniedBecause: { 'no-consent': 10 },
      optedOut: { byLink: 3, byPhone: 3 },
      stillAllowed: 0,
      afterOptOutBecause: { prohibited: 6 },
      unanswered: 0,
    });
  });

  test('says so when an opt-out was not honoured', async () => {
    expect((await runCampaign(fakeSuppression(true), recipients, 'kitchen', 6)).stillAllowed).toBe(6);
  });

  test('without an answer nobody is written to', async () => {
    const result = await runCampaign(fakeSuppression(), ['broken@example.fi'], 'kitchen', 6);
    expect(result).toMatchObject({ allowed: 0, denied: 0, unanswered: 1 });
  });

  test('recipients are spread over the whole list', () => {
    expect(evenly([1, 2, 3, 4, 5, 6], 3)).toEqual([1, 3, 5]);
    expect(evenly([1, 2], 5)).toEqual([1, 2]);
  });
});
