import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsentGranted, SuppressionAdded, SuppressionLifted } from '#contracts';
import { eventually, fixedHashKeys } from '#testing';
import { eventOf, NOW, Surroundings, type Reply } from './surroundings.js';

let around: Surroundings;

beforeAll(async () => {
  around = await Surroundings.start();
  await eventually(async () => (await check('nobody@example.com')).body.because[0].reason !== 'stale');
}, 60_000);
afterAll(() => around.stop(), 30_000);

const keys = fixedHashKeys();
const all = { kind: 'all-marketing' };
const email = (value: string) => ({ kind: 'email', value });
const party = (customer: string) => ({ source: 'web-store', id: `customer/${customer}` });
const mailTo = (value: string, more: object = {}) => ({
  address: email(value),
  channel: 'email',
  purpose: 'direct-marketing',
  ...more,
});
const check = (value: string, more: object = {}): Promise<Reply> =>
  around.call('POST', '/v1/send-checks', 'marketing', mailTo(value, more));
const prohibit = (body: object, headers = {}): Promise<Reply> =>
  around.call('POST', '/v1/prohibitions', 'desk', { method: 'phone', ...body }, headers);
const lift = (id: string, actedAt = NOW): Promise<Reply> =>
  around.call('POST', `/v1/prohibitions/${id}/lift`, 'desk', {
    method: 'letter',
    evidence: { statement: 'a signed letter', reference: 'archive/2026/118', actedAt },
  });

const linkIn = (checked: Reply): string => /^<(.*)>$/.exec(checked.body.headers['List-Unsubscribe'])![1]!;
const click = (url: string, headers = {}, body = 'List-Unsubscribe=One-Click'): Promise<Reply> =>
  around.call('POST', url, undefined, body, {
    'content-type': 'application/x-www-form-urlencoded',
    ...headers,
  });

/** A customer with an address and a standing consent to direct marketing and the newsletter. */
async function permitted(customer: string, address: string): Promise<void> {
  const registered = {
    customer,
    registeredAt: '2026-06-01T09:00:00+03:00',
    kind: 'consumer',
    country: 'FI',
    contact: { email: address },
  };
  await around.publish('web-store', 'store.events', [
    eventOf('/web-store', 'customer.registered.v1', registered),
  ]);
  for (const purpose of ['direct-marketing', 'newsletter']) {
    await around.consentSays(ConsentGranted.type, {
      consent: `c-${customer}-${purpose}`,
      party: keys.partyRef('web-store', `customer/${customer}`),
      purpose,
      grantedAt: '2026-06-02T09:00:00+03:00',
      method: 'web-form',
      because: [],
    });
  }
  await eventually(async () => (await check(address)).body.allowed === true, {
    explain: async () => JSON.stringify((await check(address)).body),
  });
}

describe('right.prohibit – effective for checks at once, and told to the marketing service', () => {
  it('a party nobody knows yet: it holds once its address turns up, and that address is told too', async () => {
    const answer = await prohibit({ party: party('200'), scope: all });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        suppression: expect.stringMatching(/^s\.[\w-]{43}$/),
        because: [{ element: 'right.prohibit', reason: 'prohibited-all-marketing' }],
        effectiveFrom: '2026-07-01T06:00:00.000Z',
      },
    });
    const { suppression } = answer.body;
    const registered = {
      customer: '200',
      registeredAt: '2026-06-01T09:00:00+03:00',
      kind: 'business-contact',
      country: 'FI',
      contact: { email: 'later@example.com', capacity: 'legal-person' },
    };
    await around.publish('web-store', 'store.events', [
      eventOf('/web-store', 'customer.registered.v1', registered),
    ]);
    const { hash } = keys.addressHash('email', 'later@example.com');
    const told = await eventually(() =>
      around.heardOf(SuppressionAdded.type).find(({ id }) => id === `${suppression}/${hash}`),
    );
    expect(told.data).toMatchObject({
      suppression: `${suppression}/${hash}`,
      address: { kind: 'email', kid: 'h1', hash },
    });
    expect((await check('later@example.com')).body).toMatchObject({
      allowed: false,
      because: [{ reason: 'prohibited-all-marketing' }],
    });
  });

  it('beats a standing consent at once, reaches the broker, and asks for no reason', async () => {
    await permitted('201', 'anna@example.com');
    const refused = await prohibit({
      address: email('anna@example.com'),
      scope: all,
      reason: 'too many mails',
    });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: '/reason' }] } });
    const { body } = await prohibit({ address: email(' ANNA@Example.com '), scope: all });
    expect((await check('anna@example.com')).body).toMatchObject({
      allowed: false,
      because: [{ reason: 'prohibited-all-marketing', fact: body.suppression }],
    });
    await eventually(() => around.heardOf(SuppressionAdded.type).find(({ id }) => id === body.suppression));
  });

  it('for all of a party with several addresses, known or given', async () => {
    await permitted('202', 'one@example.com');
    await prohibit({ party: party('202'), address: email('two@example.com'), scope: all });
    const checked = await around.call('POST', '/v1/send-checks', 'marketing', {
      checks: [mailTo('one@example.com'), mailTo('two@example.com'), mailTo('not an address')],
    });
    expect(checked.body.answers.map(({ because }: Reply['body']) => because[0].reason)).toEqual([
      'prohibited-all-marketing',
      'prohibited-all-marketing',
      'not-an-address',
    ]);
  });

  it('of a topic leaves other marketing alone', async () => {
    await permitted('203', 'reader@example.com');
    await prohibit({ party: party('203'), scope: { kind: 'topic', value: 'monthly-round-up' } });
    const newsletter = { purpose: 'newsletter', topic: 'monthly-round-up' };
    expect((await check('reader@example.com', newsletter)).body.allowed).toBe(false);
    expect((await check('reader@example.com')).body.allowed).toBe(true);
  });

  it('the same key is the same act; with another body it is refused', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await prohibit({ party: party('204'), scope: all }, key);
    const again = await prohibit({ party: party('204'), scope: all }, key);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await prohibit({ party: party('205'), scope: all }, key)).status).toBe(422);
  });

  it('stores neither the address nor its owner in the clear', async () => {
    await prohibit({ party: party('206-secret'), address: email('secret.person@example.com'), scope: all });
    const stored = JSON.stringify(await around.facts());
    expect(stored).not.toMatch(/secret|example\.com/);
  });
});

describe('right.prohibit – lifted by a fresh act that names it, and by nothing else', () => {
  it('a lift names the addresses it was told for; a newer prohibition still holds', async () => {
    await permitted('210', 'lifted@example.com');
    const older = (await prohibit({ party: party('210'), scope: all })).body.suppression;
    const newer = (await prohibit({ address: email('lifted@example.com'), scope: all })).body.suppression;
    const { hash } = keys.addressHash('email', 'lifted@example.com');
    const answer = await lift(older);
    expect(answer).toMatchObject({ status: 201, body: { lifted: [older, `${older}/${hash}`] } });
    await eventually(() => around.heardOf(SuppressionLifted.type).find(({ id }) => id === answer.body.lift));
    expect((await check('lifted@example.com')).body).toMatchObject({
      allowed: false,
      because: [{ fact: newer }],
    });
    await lift(newer);
    expect((await check('lifted@example.com')).body.allowed).toBe(true);
  });

  it.each([
    ['an unknown one', () => lift('s.unknown'), 404, undefined],
    ['an echo alone', () => lift('s.unknown%2Fhash'), 404, undefined],
    [
      'by an act from before it',
      async () =>
        lift(
          (await prohibit({ party: party('211'), scope: all })).body.suppression,
          '2026-06-01T09:00:00+03:00',
        ),
      422,
      '/evidence/actedAt',
    ],
    [
      'by an act still to come',
      async () =>
        lift(
          (await prohibit({ party: party('212'), scope: all })).body.suppression,
          '2026-07-02T09:00:00+03:00',
        ),
      422,
      '/evidence/actedAt',
    ],
  ] as const)('%s: refused', async (_what, act, status, field) => {
    const answer = await act();
    expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([status, field]);
  });

  it('only the desk may lift', async () => {
    const answer = await around.call('POST', '/v1/prohibitions/s.x/lift', 'marketing', {});
    expect(answer.status).toBe(403);
  });
});

let links = 0;
/** To a customer of whom nothing else is known. */
async function aLink(): Promise<string> {
  links += 1;
  await permitted(`link-${links}`, `link-${links}@example.com`);
  return linkIn(await check(`link-${links}@example.com`));
}

describe('right.prohibit, newsletter.cancel – one click, no login, for ever', () => {
  it('the link comes with a permission, and with nothing else', async () => {
    expect((await check('nobody@example.com')).body).not.toHaveProperty('headers');
    await permitted('220', 'click@example.com');
    const { headers } = (await check('click@example.com')).body;
    expect(headers['List-Unsubscribe']).toMatch(
      new RegExp(`^<${around.service.url}/v1/unsubscribe/l1\\.[\\w-]+>$`),
    );
    expect(headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
  });

  it('looking changes nothing, one click does, a second one changes nothing more', async () => {
    await permitted('221', 'once@example.com');
    const url = linkIn(await check('once@example.com'));
    const looked = await around.call('GET', url, undefined, undefined, { 'accept-language': 'sv' });
    expect([looked.status, looked.type]).toEqual([200, 'text/html; charset=utf-8']);
    expect(looked.body).toContain('<html lang="sv">');
    // Time enough for a write that nobody waited for.
    await pause(200);
    const { hash } = keys.addressHash('email', 'once@example.com');
    expect(await around.facts({ 'address.hash': hash })).toEqual([]);
    expect((await check('once@example.com')).body.allowed).toBe(true);
    const first = await click(url);
    expect(first).toMatchObject({ status: 200, body: { because: [{ reason: 'one-click-all-marketing' }] } });
    expect((await check('once@example.com')).body).toMatchObject({
      allowed: false,
      because: [{ fact: first.body.suppression }],
    });
    const other = await Promise.all([click(url), click(url)]);
    expect(other.map(({ body }) => body.suppression)).toEqual([
      first.body.suppression,
      first.body.suppression,
    ]);
    await eventually(() =>
      around.heardOf(SuppressionAdded.type).find(({ id }) => id === first.body.suppression),
    );
  });

  it('two first clicks at the same moment are one act', async () => {
    await permitted('222', 'twice@example.com');
    const url = linkIn(await check('twice@example.com'));
    const [one, other] = await Promise.all([click(url), click(url)]);
    expect([one.status, other.status]).toEqual([200, 200]);
    expect(one.body.suppression).toBe(other.body.suppression);
  });

  it('from a newsletter it ends the topic; an old link prohibits anew after a lift', async () => {
    await permitted('223', 'letter@example.com');
    const newsletter = { purpose: 'newsletter', topic: 'monthly-round-up' };
    const url = linkIn(await check('letter@example.com', newsletter));
    const { body } = await click(url);
    expect(body.because[0].reason).toBe('one-click-topic');
    expect((await check('letter@example.com', newsletter)).body.allowed).toBe(false);
    expect((await check('letter@example.com')).body.allowed).toBe(true);
    await lift(body.suppression);
    expect((await check('letter@example.com', newsletter)).body.allowed).toBe(true);
    expect((await click(url)).body.suppression).not.toBe(body.suppression);
    expect((await check('letter@example.com', newsletter)).body.allowed).toBe(false);
  });

  it('a reader gets a page, a mailbox provider may send form data', async () => {
    await permitted('224', 'page@example.com');
    const url = linkIn(await check('page@example.com'));
    const page = await click(url, { accept: 'text/html,*/*;q=0.8', 'accept-language': 'en' });
    expect(page.body).toContain('Your prohibition is in force');
    const body =
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n';
    expect((await click(url, { 'content-type': 'multipart/form-data; boundary=b' }, body)).status).toBe(200);
  });

  it.each<[string, string, string]>([
    ['plain text', 'text/plain', 'List-Unsubscribe=One-Click'],
    ['JSON of nothing', 'application/json', ''],
    ['broken JSON', 'application/json', '{"List-Unsubscribe":'],
    ['bytes', 'application/octet-stream', '\u0000\u0001'],
    ['a form that breaks off', 'multipart/form-data; boundary=b', '--b\r\nContent-Disp'],
    ['a type that is none', 'nonsense', 'x'],
    ['a type for each of two', 'text/plain, text/html', 'x'],
    ['a large body', 'application/x-www-form-urlencoded', `List-Unsubscribe=${'x'.repeat(100_000)}`],
  ])('the link alone is the act: a click with %s', async (_what, type, body) => {
    const url = await aLink();
    expect((await click(url, { 'content-type': type }, body)).status).toBe(200);
  });

  it.each([
    ['a slash', '/'],
    ['a blank', '%20'],
    ['a dot', '.'],
    ['a bracket', '%3E'],
    ['a blank encoded twice', '%2520'],
    ['a line break', '%0D%0A%20'],
    ['a query behind a slash', '/?utm_source=mail'],
    ['an encoded query', '%3Futm_source=mail'],
    ['a file', '/index.html'],
    ['two slashes', '//'],
    ['another address', ',https://example.fi/a'],
    ['a tag', '%3C/p%3E'],
    ['half an escape', '%'],
    ['bytes that are no text', '%FF'],
    ['a thousand blanks', '%20'.repeat(1000)],
  ])('a link with %s behind works', async (_what, dirt) => {
    const url = await aLink();
    expect((await around.call('GET', url + dirt, undefined)).status).toBe(200);
    expect((await click(url + dirt)).status).toBe(200);
  });

  it.each([
    ['nothing', ''],
    ['a slash', '/'],
    ['bytes that are no text', '/%FF'],
    ['one sign without end', `/${'a'.repeat(5000)}`],
  ])('where %s is and no link, a reader gets a page', async (_what, rest) => {
    for (const method of ['GET', 'POST']) {
      const page = await fetch(`${around.service.url}/v1/unsubscribe${rest}`, {
        method,
        headers: { accept: 'text/html' },
      });
      expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    }
  });

  it('and one that was folded in the middle', async () => {
    const url = await aLink();
    expect((await click(`${url.slice(0, -40)}%0A%20${url.slice(-40)}`)).status).toBe(200);
  });

  it('a reader of a broken link gets a page, however it was sent', async () => {
    const broken = `${around.service.url}/v1/unsubscribe/l1.broken`;
    const reader = { accept: 'text/html', 'accept-language': 'en' };
    for (const type of ['application/json', 'text/plain']) {
      const page = await click(broken, { ...reader, 'content-type': type }, '{');
      expect([page.status, page.type]).toEqual([404, 'text/html; charset=utf-8']);
      expect(page.body).toContain('Ahjokatu 14');
    }
  });

  it.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=b'])(
    'a prohibition of type %s is refused, and its words do not come back',
    async (type) => {
      const body = JSON.stringify({ address: email('form@example.com'), scope: all, method: 'phone' });
      const headers = { 'content-type': type, 'idempotency-key': 'sent-as-a-form' };
      const answer = await around.call('POST', '/v1/prohibitions', 'desk', body, headers);
      expect([answer.status, answer.body]).toEqual([
        415,
        { type: 'urn:seloste:problem:unsupported-media-type', title: 'The body must be JSON', status: 415 },
      ]);
    },
  );

  it.each(['l1.AAAA', 'nonsense', 'l1.%2e%2e%2f', `l1.${'A'.repeat(300)}`])(
    'a broken link %j says how else',
    async (token) => {
      const looked = await around.call('GET', `/v1/unsubscribe/${token}`, undefined, undefined, {
        'accept-language': 'en',
      });
      expect(looked.status).toBe(404);
      expect(looked.body).toContain('Midare Oy, Ahjokatu 14, Jyväskylä');
      const clicked = await click(`${around.service.url}/v1/unsubscribe/${token}`);
      expect(clicked).toMatchObject({ status: 404, body: { title: expect.stringContaining('Ahjokatu 14') } });
    },
  );
});

describe('the marketing service hashes its own list', () => {
  it('in the order asked, as in events, and says which are none', async () => {
    const addresses = [email('Anna@Example.com'), { kind: 'phone', value: '040 123 4567' }, email('nothing')];
    const { status, body } = await around.call('POST', '/v1/address-hashes', 'marketing', { addresses });
    expect([status, body.hashes]).toEqual([
      200,
      [
        { kind: 'email', ...keys.addressHash('email', 'anna@example.com') },
        { kind: 'phone', ...keys.addressHash('phone', '+358401234567') },
        { hash: null, reason: 'not-an-address' },
      ],
    ]);
  });
});

describe('bad input is answered with its field, and nothing is written', () => {
  const good = { party: party('300'), scope: all, method: 'phone' };
  const oneCheck = mailTo('anna@example.com');
  const many = (count: number): object => ({ checks: Array.from({ length: count }, () => oneCheck) });
  const bad: readonly [string, string, unknown, number, string | undefined][] = [
    ['malformed JSON', '/v1/prohibitions', '{"party":', 400, ''],
    ['no body at all', '/v1/prohibitions', '', 400, ''],
    ['a list', '/v1/prohibitions', [], 422, ''],
    ['a wrong type', '/v1/prohibitions', { ...good, method: 7 }, 422, '/method'],
    ['a missing field', '/v1/prohibitions', { party: party('300'), method: 'phone' }, 422, '/scope'],
    ['neither party nor address', '/v1/prohibitions', { scope: all, method: 'phone' }, 422, '/party'],
    [
      'a party that is an address',
      '/v1/prohibitions',
      { ...good, party: { source: 'web-store', id: 'a@b.fi' } },
      422,
      '/party/id',
    ],
    [
      'an operator for a value',
      '/v1/prohibitions',
      { ...good, party: { source: { $ne: '' }, id: { $gt: '' } } },
      422,
      '/party/source',
    ],
    ['an operator beside the fields', '/v1/prohibitions', { ...good, $where: 'sleep(1000)' }, 422, '/$where'],
    [
      'an operator in the address',
      '/v1/prohibitions',
      { ...good, address: { kind: 'email', value: { $regex: '.*' } } },
      422,
      '/address/value',
    ],
    [
      'what is no address',
      '/v1/prohibitions',
      { ...good, address: email('anna at example') },
      422,
      '/address/value',
    ],
    [
      'what is no phone number',
      '/v1/prohibitions',
      { ...good, address: { kind: 'phone', value: '12' } },
      422,
      '/address/value',
    ],
    [
      'an unknown topic',
      '/v1/prohibitions',
      { ...good, scope: { kind: 'topic', value: 'daily' } },
      422,
      '/scope/value',
    ],
    [
      'a day that does not exist',
      '/v1/prohibitions',
      { ...good, since: '2026-02-30T09:00:00Z' },
      422,
      '/since',
    ],
    ['a day still to come', '/v1/prohibitions', { ...good, since: '2027-01-01T09:00:00Z' }, 422, '/since'],
    ['a body of 5 MB', '/v1/prohibitions', { ...good, method: 'x'.repeat(5 * 1024 * 1024) }, 413, undefined],
    ['a lift without evidence', '/v1/prohibitions/s.x/lift', { method: 'phone' }, 422, '/evidence'],
    ['a check of what is no address', '/v1/send-checks', mailTo('nothing'), 422, '/address/value'],
    [
      'a check without a purpose',
      '/v1/send-checks',
      { address: email('a@b.fi'), channel: 'email' },
      422,
      '/purpose',
    ],
    ['a check with an operator', '/v1/send-checks', { ...oneCheck, purpose: { $ne: '' } }, 422, '/purpose'],
    ['1001 checks', '/v1/send-checks', many(1001), 422, '/checks'],
    ['no checks', '/v1/send-checks', { checks: [] }, 422, '/checks'],
    [
      'one bad check of several',
      '/v1/send-checks',
      { checks: [oneCheck, { ...oneCheck, channel: 7 }] },
      422,
      '/checks/1/channel',
    ],
    [
      'hashes of an unknown kind',
      '/v1/address-hashes',
      { addresses: [{ kind: 'fax', value: '1' }] },
      422,
      '/addresses/0/kind',
    ],
  ];

  it.each(bad)('%s', async (_what, path, body, status, field) => {
    const before = await around.facts();
    const role = path.startsWith('/v1/prohibitions') ? 'desk' : 'marketing';
    const answer = await around.call('POST', path, role, body);
    expect([answer.status, answer.type]).toEqual([status, 'application/problem+json; charset=utf-8']);
    expect(answer.body.errors?.[0]?.field).toBe(field);
    expect(await around.facts()).toHaveLength(before.length);
  });

  it('without an Idempotency-Key nothing is written', async () => {
    const answer = await around.call('POST', '/v1/prohibitions', 'desk', good, { 'idempotency-key': '' });
    expect([answer.status, answer.body.errors[0].field]).toEqual([422, 'Idempotency-Key']);
  });

  it.each([
    ['POST', '/v1/prohibitions', 'officer'],
    ['POST', '/v1/send-checks', 'desk'],
    ['POST', '/v1/address-hashes', 'store'],
    ['GET', '/v1/summary', 'marketing'],
  ] as const)('%s %s is not for the role %s, nor for anyone unknown', async (method, path, role) => {
    const body = method === 'POST' ? {} : undefined;
    expect((await around.call(method, path, role, body)).status).toBe(403);
    expect((await around.call(method, path, undefined, body)).status).toBe(401);
  });
});

describe('the summary', () => {
  it('counts what people prohibited and lifted, and how checks were answered', async () => {
    const before = (await around.call('GET', '/v1/summary', 'ops')).body;
    await permitted('400', 'counted@example.com');
    const { suppression } = (await prohibit({ party: party('400'), scope: { kind: 'research' } })).body;
    const recorded = (await around.call('GET', '/v1/summary', 'officer')).body;
    expect(recorded.prohibitions.inForce).toBe(before.prohibitions.inForce + 1);
    expect(recorded.prohibitions.byScope.research).toBe((before.prohibitions.byScope.research ?? 0) + 1);
    await lift(suppression);
    const after = (await around.call('GET', '/v1/summary', 'ops')).body;
    expect(after.prohibitions).toEqual({
      ...before.prohibitions,
      recorded: before.prohibitions.recorded + 1,
      lifted: before.prohibitions.lifted + 1,
      byScope: { ...before.prohibitions.byScope, research: before.prohibitions.byScope.research ?? 0 },
    });
    expect(after.checks.allowed).toBeGreaterThan(0);
    expect(after.checks.byReason['prohibited-all-marketing']).toBeGreaterThan(0);
  });
});
