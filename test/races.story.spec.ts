import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aCustomerRegistered, eventually } from '#testing';
import { asOutside, type Outside } from './harness/outside.js';
import { type Call, startWorld, type World } from './harness/world.js';

interface Checked {
  readonly allowed: boolean;
  readonly because: readonly { readonly reason: string }[];
}

let world: World;
let store: Outside;

beforeAll(async () => {
  world = await startWorld({ services: ['consent', 'marketing-suppression'] });
  store = await asOutside(world, 'web-store');
}, 120_000);

afterAll(async () => {
  await store?.close();
  await world?.stop();
}, 60_000);

describe('right.prohibit – of acts at the same moment none is lost, and the stricter holds', () => {
  test('a check that starts after the answer to a prohibition is denied, whatever else is going on', async () => {
    const people = Array.from({ length: 25 }, (_, index) => String(9100 + index));
    await store.publish(
      'store.events',
      people.map((customer) =>
        aCustomerRegistered({
          customer,
          kind: 'business-contact',
          contact: { email: emailOf(customer), capacity: 'legal-person' },
        }),
      ),
    );
    const checkAll = async (): Promise<readonly Checked[]> => {
      const checks = people.map((customer) => ({ ...question, address: emailed(emailOf(customer)) }));
      const { body } = await suppression<{ answers: readonly Checked[] }>('/v1/send-checks', {
        role: 'marketing',
        body: { checks },
      });
      return body.answers;
    };
    await eventually(async () => (await checkAll()).every(({ allowed }) => allowed), {
      within: 20_000,
      explain: () => 'not everybody may be written to',
    });
    const prohibited = new Map<string, number>();
    const seen = { denied: 0, wrong: 0 };
    const over = new AbortController();
    const keepChecking = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const began = performance.now();
        const answers = await checkAll();
        people.forEach((customer, index) => {
          if ((prohibited.get(customer) ?? Infinity) >= began) return;
          if (answers[index]?.allowed === true) seen.wrong += 1;
          else seen.denied += 1;
        });
      }
    };
    const checking = [keepChecking(), keepChecking(), keepChecking()];
    for (const [index, customer] of people.entries()) {
      const who =
        index % 2 === 0
          ? { party: { source: 'web-store', id: `customer/${customer}` } }
          : { address: emailed(emailOf(customer)) };
      expect((await prohibit(who)).status).toBe(201);
      prohibited.set(customer, performance.now());
    }
    await checkAll();
    over.abort();
    await Promise.all(checking);
    expect(seen.wrong).toBe(0);
    expect(seen.denied).toBeGreaterThan(100);
  });

  test('a hundred prohibitions of one address and lifts of half of them leave the other half standing', async () => {
    const address = emailed('hundred@example.com');
    const first = await Promise.all(Array.from({ length: 50 }, () => prohibit({ address })));
    const [lifts, second] = await Promise.all([
      Promise.all(first.map(({ body }) => lift(body.suppression))),
      Promise.all(Array.from({ length: 50 }, () => prohibit({ address }))),
    ]);
    expect(new Set([...first, ...lifts, ...second].map(({ status }) => status))).toEqual(new Set([201]));
    expect((await check('hundred@example.com')).because[0]?.reason).toBe('prohibited-all-marketing');
    await Promise.all(second.slice(1).map(({ body }) => lift(body.suppression)));
    expect((await check('hundred@example.com')).because[0]?.reason).toBe('prohibited-all-marketing');
    await lift(second[0]?.body.suppression ?? '');
    expect((await check('hundred@example.com')).because[0]?.reason).not.toBe('prohibited-all-marketing');
  });

  test('one key fifty times at once is one act; with another body it is a conflict', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        prohibit({ address: emailed(`key-${index % 2}@example.com`) }, 'one-key-for-all'),
      ),
    );
    const of = (status: number) => answers.filter((answer) => answer.status === status);
    expect([of(201).length, of(200).length, of(422).length]).toEqual([1, 24, 25]);
    const made = [...of(201), ...of(200)].map(({ body }) => body.suppression);
    expect(new Set(made).size).toBe(1);
  });

  test('a withdrawal ends every consent given at the same moment, for both services', async () => {
    const party = { source: 'web-store', id: 'customer/9300' };
    await store.publish('store.events', [
      aCustomerRegistered({ customer: '9300', contact: { email: 'both@example.com' } }),
    ]);
    await eventually(
      async () =>
        (await consent<{ parties: readonly unknown[] }>('/v1/parties/find', { party })).body.parties
          .length === 1,
    );
    const evidence = { method: 'web-form', textShown: 't-1', noticeVersion: 'midare/2018-05-25' };
    const purpose = 'direct-marketing';
    const withdraw = () => consent('/v1/consents/withdrawals', { party, purpose, method: 'phone' });
    const acts = Array.from({ length: 30 }, (_, index) =>
      index % 2 === 0 ? consent('/v1/consents', { party, purpose, evidence }) : withdraw(),
    );
    expect(new Set((await Promise.all(acts)).map(({ status }) => status))).toEqual(new Set([201]));
    await withdraw();
    const decided = await consent<Checked>('/v1/decisions', {
      party,
      purpose,
      category: 'contact',
      channel: 'email',
    });
    expect(decided.body.because[0]?.reason).toBe('consent-withdrawn');
    await eventually(
      async () => (await check('both@example.com')).because[0]?.reason === 'consent-withdrawn',
      {
        within: 8000,
        explain: async () => JSON.stringify(await check('both@example.com')),
      },
    );
  });
});

const consent = <T>(path: string, body: object) => world.call<T>('consent', 'POST', path, { body });

const question = { channel: 'email', purpose: 'direct-marketing' };

const emailOf = (customer: string): string => `c-${customer}@example.com`;

const emailed = (value: string) => ({ kind: 'email', value });

const suppression = <T>(path: string, call: Call) =>
  world.call<T>('marketing-suppression', 'POST', path, call);

const prohibit = (who: object, key?: string) =>
  suppression<{ suppression: string }>('/v1/prohibitions', {
    body: { ...who, scope: { kind: 'all-marketing' }, method: 'phone' },
    ...(key !== undefined && { key }),
  });

const lift = (id: string) =>
  suppression(`/v1/prohibitions/${id}/lift`, {
    body: { method: 'phone', evidence: { statement: 'called', actedAt: new Date().toISOString() } },
  });

async function check(email: string): Promise<Checked> {
  const body = { ...question, address: emailed(email) };
  return (await suppression<Checked>('/v1/send-checks', { role: 'marketing', body })).body;
}
