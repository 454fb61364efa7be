import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PartyId } from '#contracts';
import type { Decision } from '#policy';
import { aCustomerRegistered, anOrderPlaced, eventually, fixedHashKeys } from '#testing';
import { type Answered, RunningConsent } from './running-consent.js';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await RunningConsent.start();
  await consent.tell(aCustomerRegistered(), aCustomerRegistered({ customer: '555' }), anOrderPlaced());
  await consent.keepFresh();
}, 60_000);
afterAll(() => consent.stop());

interface Granted {
  readonly consent: string;
  readonly grantedAt: string;
  readonly because: Decision['because'];
}
interface Withdrawn {
  readonly withdrawal: string;
  readonly withdrawnAt: string;
  readonly consents: readonly string[];
}
interface Problem {
  readonly type: string;
  readonly errors?: readonly { readonly field: string }[];
}

const party = (id = 'customer/12748'): PartyId => ({ source: 'web-store', id });
const evidence = { method: 'web-form', textShown: 'newsletter-box-v3', noticeVersion: 'midare/2018-05-25' };
const email = { party: party(), purpose: 'direct-marketing', channel: 'email' };
const grant = { ...email, evidence };
const withdrawal = { ...email, method: 'phone' };
const question = { ...email, category: 'contact' };

const decide = async (asked: object = {}): Promise<Decision> =>
  (await consent.post<Decision>('/v1/decisions', { ...question, ...asked }, 'marketing')).body;
const reason = async (asked: object = {}): Promise<string | undefined> => {
  const { allowed, because } = await decide(asked);
  return allowed ? 'allowed' : because[0]?.reason;
};
const eventOf = (id: string): Promise<Record<string, unknown>> =>
  eventually(() => consent.published.find((event) => event.id === id)?.data);

const inJune = (day: number): string => `2026-06-${String(day).padStart(2, '0')}T12:00:00+03:00`;

describe('basis.consent – no processing on consent before the grant or after the withdrawal', () => {
  it('denies, allows once granted, and denies once withdrawn, and tells the others of both', async () => {
    expect(await reason()).toBe('consumer-not-opted-in');

    const granted = await consent.post<Granted>('/v1/consents', grant);
    expect(granted.status).toBe(201);
    expect(granted.body).toEqual({
      consent: expect.stringMatching(/^c\./),
      grantedAt: '2026-07-01T06:00:00.000Z',
      because: [
        expect.objectContaining({ element: 'purpose.direct-marketing', reason: 'consent-recorded' }),
        expect.objectContaining({ element: 'conduct.consent-by-act' }),
      ],
    });
    expect(await reason()).toBe('allowed');
    expect(await eventOf(granted.body.consent)).toMatchObject({
      consent: granted.body.consent,
      party: fixedHashKeys().partyRef('web-store', 'customer/12748'),
      purpose: 'direct-marketing',
      channel: 'email',
      method: 'web-form',
    });

    const withdrawn = await consent.post<Withdrawn>('/v1/consents/withdrawals', withdrawal);
    expect(withdrawn.status).toBe(201);
    expect(withdrawn.body.consents).toEqual([granted.body.consent]);
    expect(await reason()).toBe('consent-withdrawn');
    expect(await eventOf(withdrawn.body.withdrawal)).toMatchObject({
      consents: [granted.body.consent],
      purpose: 'direct-marketing',
    });
  });

  it('answers for a moment of the past as it would have then', async () => {
    const sms = { channel: 'sms', party: party('customer/555') };
    await consent.post('/v1/consents', {
      ...grant,
      ...sms,
      evidence: { ...evidence, grantedAt: inJune(10) },
    });
    await consent.post('/v1/consents/withdrawals', { ...withdrawal, ...sms, withdrawnAt: inJune(20) });
    expect(await reason({ ...sms, at: inJune(9) })).toBe('consumer-not-opted-in');
    expect(await reason({ ...sms, at: inJune(15) })).toBe('allowed');
    expect(await reason({ ...sms, at: inJune(21) })).toBe('consent-withdrawn');
    expect(await reason({ ...sms, at: '2026-04-01T12:00:00+03:00' })).toBe('party-unknown');
  });

  it('answers many questions at once, each on its own', async () => {
    const unknown = { ...question, party: party('customer/1') };
    const delivery = { party: party(), purpose: 'service-delivery', category: 'contact' };
    const { body } = await consent.post<{ decisions: Decision[] }>(
      '/v1/decisions/batch',
      { questions: [unknown, delivery] },
      'store',
    );
    expect(body.decisions.map(({ allowed, because }) => [allowed, because.at(-1)?.reason])).toEqual([
      [false, 'party-unknown'],
      [true, 'contract-open'],
    ]);
  });
});

describe('right.withdraw – as easy as granting, at once, and whatever is known', () => {
  it('is taken for a party that nobody knows yet, and binds an earlier consent that comes to light later', async () => {
    const someone = { party: party('customer/90001') };
    const { status, body } = await consent.post<Withdrawn>('/v1/consents/withdrawals', {
      ...withdrawal,
      ...someone,
    });
    expect([status, body.consents]).toEqual([201, []]);
    await consent.tell(aCustomerRegistered({ customer: '90001' }));
    await consent.post('/v1/consents', {
      ...grant,
      ...someone,
      evidence: { ...evidence, grantedAt: '2026-06-30T12:00:00Z' },
    });
    expect(await reason(someone)).toBe('consent-withdrawn');
  });

  it('asks for nothing but whom and what: every field of it is one that granting asks for', () => {
    expect(Object.keys(withdrawal).every((field) => field in grant || field in evidence)).toBe(true);
  });
});

describe('right.withdraw – nobody withdraws what they have not given yet', () => {
  it('so one that states an earlier moment than a consent it names is of that consent’s moment, here and for others', async () => {
    const someone = { party: party('customer/555'), purpose: 'newsletter' };
    const granted = await consent.post<Granted>('/v1/consents', { ...grant, ...someone });
    const { body } = await consent.post<Withdrawn>('/v1/consents/withdrawals', {
      ...withdrawal,
      ...someone,
      withdrawnAt: inJune(20),
    });
    expect(body).toMatchObject({ consents: [granted.body.consent], withdrawnAt: granted.body.grantedAt });
    expect(await eventOf(body.withdrawal)).toMatchObject({ withdrawnAt: granted.body.grantedAt });
  });
});

describe('Answered with success is durable, and once only', () => {
  const posts: readonly (readonly [string, object])[] = [
    ['/v1/consents', { ...grant, purpose: 'sales-promotion' }],
    ['/v1/consents/withdrawals', { ...withdrawal, purpose: 'sales-promotion' }],
  ];
  it.each(posts)('%s', async (path, body) => {
    const once = { 'idempotency-key': `once-${path}` };
    const first = await consent.post(path, body, 'desk', once);
    const facts = await consent.facts.countDocuments();
    const again = await consent.post(path, body, 'desk', once);
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
    const other = await consent.post<Problem>(path, { ...body, channel: 'sms' }, 'desk', once);
    expect([other.status, other.body.type]).toEqual([422, 'urn:seloste:problem:idempotency-key-reused']);
    expect(await consent.facts.countDocuments()).toBe(facts);
  });

  it('writes a hundred grants at once, each with its own event', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () =>
        consent.post<Granted>('/v1/consents', { ...grant, purpose: 'targeted-marketing' }),
      ),
    );
    const ids = answers.map(({ status, body }) => (status === 201 ? body.consent : ''));
    expect(new Set(ids).size).toBe(100);
    await eventually(() => ids.every((id) => consent.published.some((event) => event.id === id)));
  });

  it('seals the evidence', async () => {
    const facts = await consent.facts.find({ type: 'consent.granted' }).toArray();
    expect(JSON.stringify(facts)).not.toContain('newsletter-box-v3');
  });
});

describe('Bad input gets a problem with its field, and nothing is written', () => {
  const big = JSON.stringify({ ...grant, purpose: 'x'.repeat(5 * 1024 * 1024) });
  const { evidence: _none, ...bare } = grant;
  const { party: _nobody, ...nobody } = question;
  it.each<[string, string, unknown, number, string | undefined]>([
    ['malformed JSON', '/v1/consents', '{"party":', 400, ''],
    ['5 MB', '/v1/consents', big, 413, undefined],
    ['no evidence', '/v1/consents', bare, 422, '/evidence'],
    [
      'scope.use-accepts – use as the method of consent',
      '/v1/consents',
      { ...grant, evidence: { ...evidence, method: 'use' } },
      422,
      '/evidence/method',
    ],
    [
      'no words shown',
      '/v1/consents',
      { ...grant, evidence: { ...evidence, textShown: '' } },
      422,
      '/evidence/textShown',
    ],
    [
      'a notice that never was',
      '/v1/consents',
      { ...grant, evidence: { ...evidence, noticeVersion: 'midare/1999-01-01' } },
      422,
      '/evidence/noticeVersion',
    ],
    [
      'a grant still to come',
      '/v1/consents',
      { ...grant, evidence: { ...evidence, grantedAt: '2026-08-01T12:00:00Z' } },
      422,
      '/evidence/grantedAt',
    ],
    [
      'a grant before any policy',
      '/v1/consents',
      { ...grant, evidence: { ...evidence, grantedAt: '2017-08-01T12:00:00Z' } },
      422,
      '/evidence/grantedAt',
    ],
    ['an unknown party', '/v1/consents', { ...grant, party: party('customer/1') }, 422, '/party/id'],
    ['an unknown purpose', '/v1/consents', { ...grant, purpose: 'astrology' }, 422, '/purpose'],
    ['a purpose that needs no consent', '/v1/consents', { ...grant, purpose: 'invoicing' }, 422, '/purpose'],
    [
      'an operator for an id',
      '/v1/consents',
      { ...grant, party: { source: 'web-store', id: { $gt: '' } } },
      422,
      '/party/id',
    ],
    ['an operator as a field', '/v1/consents/withdrawals', { ...withdrawal, $where: '1' }, 422, '/$where'],
    ['a wrong type', '/v1/consents/withdrawals', { ...withdrawal, channel: 7 }, 422, '/channel'],
    [
      'an unknown purpose',
      '/v1/consents/withdrawals',
      { ...withdrawal, purpose: 'astrology' },
      422,
      '/purpose',
    ],
    ['a missing party', '/v1/decisions', nobody, 422, '/party'],
    ['a moment still to come', '/v1/decisions', { ...question, at: '2026-08-01T12:00:00Z' }, 422, '/at'],
    ['a moment before any policy', '/v1/decisions', { ...question, at: '2017-08-01T12:00:00Z' }, 422, '/at'],
    [
      'a hundred and one questions',
      '/v1/decisions/batch',
      { questions: Array.from({ length: 101 }, () => question) },
      422,
      '/questions',
    ],
    [
      'a wrong question among others',
      '/v1/decisions/batch',
      { questions: [question, { ...question, purpose: 7 }] },
      422,
      '/questions/1/purpose',
    ],
    [
      'an address and a party',
      '/v1/parties/find',
      { party: party(), address: { kind: 'email', value: 'a@example.com' } },
      422,
      '/address',
    ],
    ['nothing sought', '/v1/parties/find', {}, 422, '/address'],
    [
      'no address',
      '/v1/parties/find',
      { address: { kind: 'email', value: 'anna at example' } },
      422,
      '/address/value',
    ],
  ])('%s (%s)', async (_given, path, body, status, field) => {
    const before = await consent.facts.countDocuments();
    const answer: Answered<Problem> = await consent.post<Problem>(path, body);
    expect([answer.status, answer.body.errors?.map((error) => error.field)]).toEqual([
      status,
      field === undefined ? undefined : [field],
    ]);
    expect(answer.text).not.toMatch(/anna|12748|newsletter-box/);
    expect(await consent.facts.countDocuments()).toBe(before);
  });

  it('is refused without an idempotency key, and to those whose role may not', async () => {
    expect((await consent.post('/v1/consents', grant, 'desk', { 'idempotency-key': '' })).status).toBe(422);
    expect((await consent.post('/v1/consents', grant, 'marketing')).status).toBe(403);
    expect((await consent.post('/v1/decisions', question, 'ops')).status).toBe(403);
    expect((await consent.post('/v1/parties/find', { party: party() }, 'store')).status).toBe(403);
    expect((await consent.get('/v1/summary', 'store')).status).toBe(403);
  });
});

describe('data.registration – the desk finds a party by any way to reach it', () => {
  it.each<[string, object, string[]]>([
    [
      'an address as the person writes it',
      { address: { kind: 'email', value: ' Anna.VIRTANEN@example.com' } },
      ['customer/12748', 'customer/555', 'customer/90001'],
    ],
    ['an address of nobody', { address: { kind: 'phone', value: '+358409999999' } }, []],
    ['the store’s number', { party: party('customer/555') }, ['customer/555']],
    ['a number of nobody', { party: party('customer/2') }, []],
  ])('%s', async (_given, sought, found) => {
    const { status, body } = await consent.post<{ parties: PartyId[] }>('/v1/parties/find', sought);
    expect([status, body.parties.map(({ id }) => id).sort()]).toEqual([200, found]);
  });
});

describe('Every question is answered from indexes', () => {
  it('asks the database three times for a hundred questions, and never walks the collection', async () => {
    const db = consent.connection.db!;
    const unknown = Array.from({ length: 98 }, (_, n) => ({ ...question, party: party(`customer/8${n}`) }));
    await db.command({ profile: 2 });
    await consent.post(
      '/v1/decisions/batch',
      { questions: [...unknown, question, { ...question, party: party('customer/555') }] },
      'store',
    );
    await consent.post('/v1/parties/find', {
      address: { kind: 'email', value: 'anna.virtanen@example.com' },
    });
    await consent.get('/v1/summary');
    await db.command({ profile: 0 });
    const seen = await db
      .collection('system.profile')
      .find({ ns: `${db.databaseName}.facts` })
      .toArray();
    const finds = seen.filter(({ command }) =>
      ['party', 'address.hash', 'suppressions'].some((key) => key in (command.filter ?? {})),
    );
    expect(finds.length).toBeGreaterThanOrEqual(2);
    expect(finds.length).toBeLessThanOrEqual(3);
    expect(seen.filter(({ planSummary }) => planSummary === 'COLLSCAN')).toEqual([]);
    expect(
      seen.flatMap(({ planSummary }) => (planSummary === undefined ? [] : [String(planSummary)])),
    ).toEqual(
      expect.arrayContaining([
        expect.stringContaining('IXSCAN { party: 1'),
        expect.stringContaining('addresses.hash'),
      ]),
    );
  });
});

describe('The summary counts, and counts only', () => {
  it('tells decisions by reason, here and as a metric', async () => {
    const { body, text } = await consent.get<Record<string, unknown>>('/v1/summary');
    expect(body).toMatchObject({
      partiesKnown: 3,
      ordersKnown: 1,
      partiesErased: 0,
      decisions: { denied: { 'party-unknown': expect.any(Number) } },
    });
    expect(text).not.toMatch(/p_h1_|12748/);
    const { text: metrics } = await consent.get('/metrics');
    expect(metrics).toMatch(/seloste_decisions_total\{outcome="denied",reason="party-unknown"\} \d+/);
  });
});
