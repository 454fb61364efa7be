import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aCustomerRegistered, anOrderPlaced, eventually } from '#testing';
import { asOutside, type Outside } from './harness/outside.js';
import { startWorld, type World } from './harness/world.js';

interface Decided {
  readonly allowed: boolean;
  readonly because: readonly { reason: string; element: string; statements: string[]; fact?: string }[];
  readonly asOf: string;
  readonly policyVersion: string;
}

let world: World;
let store: Outside;

beforeAll(async () => {
  world = await startWorld({ services: ['consent', 'marketing-suppression'] });
  store = await asOutside(world, 'web-store');
}, 90_000);

afterAll(async () => {
  await store?.close();
  await world?.stop();
}, 60_000);

describe('basis.consent – no processing on consent before the grant or after the withdrawal', () => {
  const party = { source: 'web-store', id: 'customer/9100' };
  const disclosure = {
    purpose: 'disclosure-direct-marketing',
    recipient: 'marketing-partner',
    category: 'contact',
  };
  let consent = '';
  const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
  const whileGranted = new Date(Date.now() - 1_800_000).toISOString();

  test('a customer who has not consented is not disclosed', async () => {
    await store.publish('store.events', [aCustomerRegistered({ customer: '9100' })]);
    const decided = await settled();
    expect(decided).toMatchObject({ allowed: false, policyVersion: 'midare/2018-05-25' });
  });

  test('scope.use-accepts – using the site is no method of consent', async () => {
    const { status, body } = await grant('site-use');
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ field: '/evidence/method' }] });
  });

  test('granted, it is allowed because of just that consent', async () => {
    const granted = await grant('web-form');
    expect(granted.status).toBe(201);
    consent = (granted.body as { consent: string }).consent;
    const decided = await settled();
    expect(decided.allowed).toBe(true);
    expect(decided.because.map(({ fact }) => fact)).toContain(consent);
  });

  test('right.withdraw – withdrawn, it is denied at once, also at the next question', async () => {
    const { category: _category, ...what } = disclosure;
    const withdrawn = await world.call('consent', 'POST', '/v1/consents/withdrawals', {
      body: { party, ...what, method: 'phone' },
    });
    expect(withdrawn.status).toBe(201);
    const decided = await ask();
    expect(decided.allowed).toBe(false);
    expect(decided.because.map(({ reason }) => reason)).toContain('consent-withdrawn');
  });

  test('the decision of the moment in between, and of the one before, can be made again', async () => {
    expect(await ask(new Date(Date.parse(anHourAgo) - 60_000).toISOString())).toMatchObject({
      allowed: false,
    });
    expect(await ask(whileGranted)).toMatchObject({ allowed: true });
  });

  function grant(method: string) {
    const { category: _category, ...what } = disclosure;
    const evidence = {
      method,
      textShown: 'sha256-of-the-text',
      noticeVersion: 'midare/2018-05-25',
      grantedAt: anHourAgo,
    };
    return world.call('consent', 'POST', '/v1/consents', { body: { party, ...what, evidence } });
  }

  async function ask(at?: string): Promise<Decided> {
    const body = { party, ...disclosure, ...(at !== undefined && { at }) };
    return (await world.call<Decided>('consent', 'POST', '/v1/decisions', { role: 'marketing', body })).body;
  }

  /** The answer once the customer is known and prohibitions are known up to now. */
  function settled(): Promise<Decided> {
    return eventually(
      async () => {
        const decided = await ask();
        const waiting = decided.because.some(
          ({ reason }) => reason === 'party-unknown' || reason === 'stale',
        );
        return waiting ? undefined : decided;
      },
      { within: 15_000, explain: async () => JSON.stringify(await ask()) },
    );
  }
});

describe('basis.contract – an order opens the basis, and the decision names the order', () => {
  test('delivery, invoicing and collection are allowed for the order, whatever is prohibited', async () => {
    const party = { source: 'web-store', id: 'customer/9101' };
    await store.publish('store.events', [
      aCustomerRegistered({ customer: '9101' }),
      anOrderPlaced({ order: '700001', buyer: { customer: '9101' } }),
    ]);
    await world.call('marketing-suppression', 'POST', '/v1/prohibitions', {
      body: { party, scope: { kind: 'all-marketing' }, method: 'letter' },
    });
    const ask = async (purpose: string, category: string): Promise<Decided> =>
      (
        await world.call<Decided>('consent', 'POST', '/v1/decisions', {
          role: 'store',
          body: { party, purpose, category },
        })
      ).body;
    const delivery = await eventually(
      async () => {
        const decided = await ask('service-delivery', 'relationship');
        return decided.allowed ? decided : undefined;
      },
      { within: 15_000, explain: async () => JSON.stringify(await ask('service-delivery', 'relationship')) },
    );
    expect(delivery.because.map(({ fact }) => fact)).toContain('700001');
    expect(await ask('invoicing', 'relationship')).toMatchObject({ allowed: true });
  });
});
