import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CloudEvent, type PartyId, SuppressionAdded, SuppressionLifted } from '#contracts';
import type { Decision } from '#policy';
import { aCustomerRegistered, anOrderPlaced, eventually, fixedHashKeys } from '#testing';
import { envelope, RunningConsent } from './running-consent.js';

const keys = fixedHashKeys();
let consent: RunningConsent;
beforeAll(async () => {
  consent = await RunningConsent.start();
}, 60_000);
afterAll(() => consent.stop());

const party = (customer: string): PartyId => ({ source: 'web-store', id: `customer/${customer}` });
const refOf = (customer: string): string => keys.partyRef('web-store', `customer/${customer}`);
const hashOf = (email: string): object => ({ kind: 'email', ...keys.addressHash('email', email) });
const added = (
  who: object,
  scope: object = { kind: 'all-marketing' },
  suppression = `s.${randomUUID()}`,
): CloudEvent<SuppressionAdded> =>
  envelope(
    SuppressionAdded.type,
    { suppression, ...who, scope, since: '2026-06-20T12:00:00Z', method: 'one-click', because: [] } as never,
    '/marketing-suppression',
  );
const lifted = (...suppressions: string[]): CloudEvent =>
  envelope(
    SuppressionLifted.type,
    {
      lift: `l.${randomUUID()}`,
      suppressions,
      liftedAt: '2026-06-25T12:00:00Z',
      method: 'phone',
      because: [],
    },
    '/marketing-suppression',
  );

async function reason(customer: string, question: object = {}): Promise<string | undefined> {
  const asked = {
    party: party(customer),
    purpose: 'direct-marketing',
    category: 'contact',
    channel: 'email',
    ...question,
  };
  const { body } = await consent.post<Decision>('/v1/decisions', asked, 'marketing');
  return body.allowed ? 'allowed' : body.because[0]?.reason;
}

async function known(customer: string, email: string): Promise<void> {
  await consent.tell(aCustomerRegistered({ customer, contact: { email } }));
  await consent.post('/v1/consents', {
    party: party(customer),
    purpose: 'direct-marketing',
    evidence: { method: 'in-shop', textShown: 'form-7', noticeVersion: 'midare/2018-05-25' },
  });
}

describe('Nothing that a choice can stop is allowed on knowledge that is too old', () => {
  const delivery = { purpose: 'service-delivery', channel: undefined };

  it('denies from the start, until the other service was heard, and still delivers an order', async () => {
    await known('100', 'a100@example.com');
    await consent.tell(anOrderPlaced({ order: 'O-100', buyer: { customer: '100' } }));
    expect([await reason('100'), await reason('100', delivery)]).toEqual(['stale', 'allowed']);
  });

  it('does not believe a watermark of facts that are not here', async () => {
    await consent.watermark(3);
    await consent.watermark(3);
    await consent.follow(added({ party: refOf('nobody') }));
    await consent.watermark(3);
    expect(await reason('100')).toBe('stale');
    await consent.keepFresh();
    expect(await reason('100')).toBe('allowed');
  });
});

describe('right.prohibit – a prohibition is effective at once, whatever is known of whom it concerns', () => {
  beforeAll(() => consent.keepFresh());

  it('stops a party and starts again once lifted', async () => {
    await known('200', 'a200@example.com');
    const prohibition = added({ party: refOf('200') });
    expect(await reason('200')).toBe('allowed');
    await consent.follow(prohibition);
    expect(await reason('200')).toBe('prohibited-all-marketing');
    await consent.follow(lifted(prohibition.data.suppression));
    expect(await reason('200')).toBe('allowed');
  });

  it('holds for an address whose customer becomes known later, and for everyone at that address', async () => {
    await consent.follow(added({ address: hashOf('shared@example.com') }));
    await known('300', 'Shared@Example.com');
    await known('301', 'shared@example.com');
    expect([await reason('300'), await reason('301')]).toEqual([
      'prohibited-all-marketing',
      'prohibited-all-marketing',
    ]);
  });

  it('is lifted by a lift that came first', async () => {
    await known('400', 'a400@example.com');
    await consent.follow(lifted('s.early'));
    await consent.follow(added({ party: refOf('400') }, undefined, 's.early'));
    expect(await reason('400')).toBe('allowed');
  });

  it('is taken in once, however often it comes', async () => {
    const prohibition = added({ party: refOf('500') });
    await consent.follow(prohibition);
    const before = await consent.facts.countDocuments();
    await consent.follow(prohibition);
    expect(await consent.facts.countDocuments()).toBe(before);
  });

  it.each<[string, object, string, string]>([
    ['a channel', { kind: 'channel', value: 'email' }, 'email', 'prohibited-channel'],
    ['another channel', { kind: 'channel', value: 'sms' }, 'email', 'allowed'],
    ['research', { kind: 'research' }, 'email', 'allowed'],
  ])('purpose.research – %s', async (_given, scope, channel, outcome) => {
    const customer = randomUUID().slice(0, 8);
    await known(customer, `${customer}@example.com`);
    await consent.follow(added({ party: refOf(customer) }, scope));
    expect(await reason(customer, { channel })).toBe(outcome);
  });

  it('purpose.research – is prohibited alone, and marketing goes on', async () => {
    await known('600', 'a600@example.com');
    const research = { purpose: 'research' };
    expect(await reason('600', research)).toBe('allowed');
    await consent.follow(added({ party: refOf('600') }, { kind: 'research' }));
    expect(await reason('600', research)).toBe('prohibited-research');
    expect(await reason('600')).toBe('allowed');
  });

  it('is stale again soon after the other service falls silent', async () => {
    consent.fallSilent();
    await eventually(async () => (await reason('100')) === 'stale', { within: 9000, every: 200 });
  }, 15_000);
});
