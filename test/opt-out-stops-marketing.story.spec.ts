import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CloudEvent, SuppressionAdded } from '#contracts';
import { aCustomerRegistered, eventually } from '#testing';
import { asOutside, type Outside } from './harness/outside.js';
import { startWorld, type World } from './harness/world.js';

interface Checked {
  readonly allowed: boolean;
  readonly because: readonly { reason: string; element: string; statements: string[] }[];
}

let world: World;
let store: Outside;
let marketing: Outside;
let arrived: readonly CloudEvent[];

beforeAll(async () => {
  world = await startWorld({ services: ['consent', 'marketing-suppression'] });
  store = await asOutside(world, 'web-store');
  marketing = await asOutside(world, 'marketing-service');
  arrived = await marketing.listen('marketing-service.opt-outs');
}, 90_000);

afterAll(async () => {
  await Promise.all([store?.close(), marketing?.close()]);
  await world?.stop();
}, 60_000);

describe('right.prohibit – a person prohibits marketing, at any door, before or after anybody knows them', () => {
  const address = { kind: 'email', value: 'Maija.Meikalainen@Example.FI' };
  const party = { source: 'web-store', id: 'customer/9001' };
  let suppression = '';

  test('the desk records the prohibition of an address that nobody knows yet', async () => {
    const said = await world.call<{ suppression: string }>(
      'marketing-suppression',
      'POST',
      '/v1/prohibitions',
      {
        body: { address, scope: { kind: 'all-marketing' }, method: 'phone' },
      },
    );
    expect(said.status).toBe(201);
    suppression = said.body.suppression;
  });

  test('the very next check is denied because of it, however the address is spelt', async () => {
    const checked = await check('maija.meikalainen@example.fi');
    expect(checked.allowed).toBe(false);
    expect(checked.because).toContainEqual(
      expect.objectContaining({ fact: suppression, statements: expect.arrayContaining(['right.prohibit']) }),
    );
  });

  test('the marketing service hears of it, by the hash of the address and never by the address', async () => {
    const event = await eventually(() => arrived.find(isAdded(suppression)), {
      within: 5_000,
      explain: () => `${arrived.length} events arrived`,
    });
    expect(event.data.address).toMatchObject({ kind: 'email', kid: 'h1' });
    expect(JSON.stringify(event)).not.toMatch(/maija|example/i);
  });

  test('when the customer registers with that address later, the prohibition already holds for them', async () => {
    await store.publish('store.events', [
      aCustomerRegistered({
        customer: '9001',
        kind: 'business-contact',
        contact: { email: address.value, capacity: 'legal-person' },
      }),
    ]);
    const decided = await eventually(
      async () => {
        const { body } = await ask(party);
        return body.because.some(({ reason }) => reason === 'party-unknown' || reason === 'stale')
          ? undefined
          : body;
      },
      { within: 15_000, explain: async () => JSON.stringify((await ask(party)).body) },
    );
    expect(decided.allowed).toBe(false);
    expect(decided.because.map(({ reason }) => reason)).toContain('prohibited-all-marketing');
  });

  test('only an act that names the prohibition lifts it, and then marketing hears of that too', async () => {
    const lifted = await world.call('marketing-suppression', 'POST', `/v1/prohibitions/${suppression}/lift`, {
      body: {
        method: 'phone',
        evidence: { statement: 'called and asked for offers again', actedAt: new Date().toISOString() },
      },
    });
    expect(lifted.status).toBe(201);
    await eventually(() => arrived.find(({ type }) => type === 'suppression.lifted.v1'), {
      within: 5_000,
      explain: () => 'no lift',
    });
    expect((await check(address.value)).because.map(({ reason }) => reason)).not.toContain(
      'prohibited-all-marketing',
    );
  });
});

const isAdded =
  (suppression: string) =>
  (event: CloudEvent): event is CloudEvent<SuppressionAdded> =>
    event.type === 'suppression.added.v1' && (event.data as SuppressionAdded).suppression === suppression;

async function check(value: string): Promise<Checked> {
  const { body } = await world.call<Checked>('marketing-suppression', 'POST', '/v1/send-checks', {
    role: 'marketing',
    body: { address: { kind: 'email', value }, channel: 'email', purpose: 'direct-marketing' },
  });
  return body;
}

function ask(who: object) {
  return world.call<Checked>('consent', 'POST', '/v1/decisions', {
    role: 'marketing',
    body: { party: who, purpose: 'direct-marketing', category: 'contact', channel: 'email' },
  });
}
