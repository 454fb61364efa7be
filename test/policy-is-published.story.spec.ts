import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aCustomerRegistered, aPublication, aUsageRecorded, eventually, officerWith } from '#testing';
import { type Books, openBooks } from './harness/books.js';
import { asOutside, type Outside } from './harness/outside.js';
import { type Reply, type Service, SERVICES, startWorld, type World } from './harness/world.js';

interface Decided {
  readonly allowed: boolean;
  readonly because: readonly { reason: string; element: string; fact?: string }[];
  readonly until?: string;
  readonly policyVersion: string;
}

const LAST_DAY = '2026-06-30T23:30:00+03:00';
const FIRST_DAY = '2026-07-01T00:10:00+03:00';
const OLD = 'midare/2018-05-25';
const NEW = 'midare/2026-07-01';

const party = { source: 'web-store', id: 'customer/81001' };
const contact = { email: 'sanna.seuraaja@example.com' };
const disclosure = { purpose: 'disclosure-direct-marketing', recipient: 'marketing-partner' };
const marketing = { purpose: 'direct-marketing', channel: 'email' };

let world: World;
let books: Books;
let store: Outside;

beforeAll(async () => {
  world = await startWorld({ clock: LAST_DAY });
  [books, store] = await Promise.all([openBooks(world), asOutside(world, 'web-store')]);
}, 90_000);
afterAll(async () => {
  await store?.close();
  await books?.close();
  await world?.stop();
}, 60_000);

describe('A company changes its policy while everything runs', () => {
  test('before: two consents are given, and a record of use is kept for two years', async () => {
    await store.publish('store.events', [
      aCustomerRegistered({ customer: '81001', contact }),
      aUsageRecorded({ usage: 'U81', customer: '81001', recordedAt: '2025-01-15T12:00:00+02:00' }),
    ]);
    await eventually(async () => (await ask(disclosure)).because[0]?.reason !== 'party-unknown', patience);
    for (const what of [disclosure, marketing]) expect((await grant(what, OLD)).status).toBe(201);
    await eventually(async () => (await ask(disclosure)).allowed && (await check()).allowed, {
      ...patience,
      explain: async () => JSON.stringify([await ask(disclosure), await check()]),
    });
    expect(await dueOn()).toBe('2027-01-16');
  }, 60_000);

  test('an officer publishes a version that starts tomorrow, and every service has it today', async () => {
    const body = aPublication(officerWith(world.officerKey), {
      validFrom: '2026-07-01',
      on: '2026-06-30',
      edit: (text) =>
        replaced(text, [
          [
            'fieldClasses: [usage]\n    anchor: record\n    period: P2Y',
            'fieldClasses: [usage]\n    anchor: record\n    period: P1Y',
          ],
          ['period: P1M\n    extendedPeriod', 'period: P3W\n    extendedPeriod'],
          [
            'role: controller\n    country: FI\n    purposes: [disclosure-direct-marketing]',
            'role: controller\n    country: SE\n    purposes: [disclosure-direct-marketing]',
          ],
          ['note: A consumer has no work role; the notice gives no period.', 'note: Worded otherwise.'],
        ]),
    });
    const proposed = { policy: body.files[0]?.text };
    const simulated = await world.call('retention', 'POST', '/v1/simulations', {
      role: 'officer',
      body: proposed,
    });
    expect(simulated.body).toMatchObject({
      from: OLD,
      to: NEW,
      parties: 1,
      erasedNow: [{ element: 'retention.usage', count: 1, examples: [expect.stringMatching(/^p_/)] }],
      keptLonger: [],
    });
    const choices = await world.call('consent', 'POST', '/v1/simulations', {
      role: 'officer',
      body: proposed,
    });
    expect(choices.body).toMatchObject({
      from: OLD,
      to: NEW,
      parties: 1,
      newlyDenied: [{ element: 'purpose.disclosure-direct-marketing', count: 1 }],
      newlyAllowed: [],
    });
    const published = await world.call<{ asksAgain: object[] }>('consent', 'POST', '/v1/policies', {
      role: 'officer',
      body,
    });
    expect([published.status, published.body.asksAgain]).toEqual([
      201,
      [{ ...disclosure, category: 'contact', element: 'recipient.marketing-partner' }],
    ]);
    for (const service of SERVICES) {
      await eventually(() => books.count(service, { _id: `policy/${NEW}` }), patience);
    }
  }, 60_000);

  test('until midnight the version in force decides, and says until when its answer holds', async () => {
    expect(await ask(disclosure)).toMatchObject({ allowed: true, policyVersion: OLD, until: '2026-06-30' });
    // A service reads its book again just after it has stored the version.
    await eventually(async () => (await check()).until !== undefined, patience);
    expect(await check()).toMatchObject({ allowed: true, policyVersion: OLD, until: '2026-06-30' });
    expect(await dueOn()).toBe('2027-01-16');
  });

  test('from its first day on it decides in all four services', async () => {
    await anotherDay();
    await eventually(async () => (await check()).allowed, patience);
    expect(await check()).toMatchObject({ policyVersion: NEW });
    expect(await ask(marketing)).toMatchObject({ policyVersion: NEW });
    const clocks = await world.call('retention', 'POST', '/v1/clocks', { body: { party } });
    expect(clocks.body).toMatchObject({ policyVersion: NEW });
    const request = {
      kind: 'access',
      party: { ...party, id: 'customer/81002' },
      identity: { method: 'known-to-desk' },
    };
    const opened = await world.call('subject-requests', 'POST', '/v1/requests', { body: request });
    expect(opened.body).toMatchObject({ internalDue: '2026-07-22' });
  }, 90_000);

  test('basis.consent: consent is asked again where the recipient changed, and goes on where nothing did', async () => {
    expect(await ask(disclosure)).toMatchObject({
      allowed: false,
      because: [{ element: 'recipient.marketing-partner', reason: 'consent-outdated' }],
    });
    expect((await ask(marketing)).allowed).toBe(true);
    expect((await check()).because.map(({ reason }) => reason)).toContain('consent-given');
    expect((await grant(disclosure, NEW)).status).toBe(201);
    expect(await ask(disclosure)).toMatchObject({ allowed: true, policyVersion: NEW });
  });

  test('due dates are computed anew in the background, and what is due by the new version goes', async () => {
    await eventually(async () => (await dueOn()) === '2026-01-16', patience);
    const { body } = await world.call<{ clocks: { done: number; total: number } }>(
      'retention',
      'GET',
      '/v1/summary',
      { role: 'officer' },
    );
    expect(body.clocks).toEqual({ policyVersion: NEW, done: 1, total: 1 });
    const swept = await world.call('retention', 'POST', '/v1/sweeps', {
      role: 'officer',
      body: { dryRun: true },
    });
    expect(swept.body).toMatchObject({ parties: 1, records: 1 });
  }, 30_000);
});

const patience = { within: 20_000 };

function replaced(text: string, edits: readonly (readonly [string, string])[]): string {
  for (const [from] of edits) if (!text.includes(from)) throw new Error(`the policy has no ${from}`);
  return edits.reduce((all, [from, to]) => all.replace(from, to), text);
}

async function ask(what: object): Promise<Decided> {
  const body = { party, category: 'contact', ...what };
  return (await world.call<Decided>('consent', 'POST', '/v1/decisions', { role: 'marketing', body })).body;
}

async function check(): Promise<Decided> {
  const body = { address: { kind: 'email', value: contact.email }, ...marketing };
  return (
    await world.call<Decided>('marketing-suppression', 'POST', '/v1/send-checks', { role: 'marketing', body })
  ).body;
}

function grant(what: object, noticeVersion: string): Promise<Reply<unknown>> {
  const evidence = { method: 'web-form', textShown: 'sha256-of-the-text', noticeVersion };
  return world.call('consent', 'POST', '/v1/consents', { body: { party, ...what, evidence } });
}

async function dueOn(): Promise<string | undefined> {
  const listed = await eventually(
    async () => {
      const { body } = await world.call<{ due: { dueOn: string }[] }>(
        'retention',
        'GET',
        '/v1/due?through=2050-01-01',
        { role: 'officer' },
      );
      return body.due.length > 0 && body.due;
    },
    { within: 20_000 },
  );
  return listed[0]?.dueOn;
}

/** Business time is pinned, so the services wake up on another day. */
async function anotherDay(): Promise<void> {
  await Promise.all(SERVICES.map(wakeUpAgain));
}

async function wakeUpAgain(service: Service): Promise<void> {
  await world.programs.get(service)?.stop();
  await world.startService(service, FIRST_DAY);
}
