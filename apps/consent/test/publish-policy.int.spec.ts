import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PolicyPublished, validateEvent } from '#contracts';
import type { PublishedPolicyFact } from '#service';
import { aPublication, eventually } from '#testing';
import { RunningConsent } from './running-consent.js';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await RunningConsent.start();
}, 60_000);
afterAll(() => consent.stop());

const on = '2026-07-01';
const publication = (options: Partial<Parameters<typeof aPublication>[1]> = {}) =>
  aPublication(consent.officer, { validFrom: '2026-07-02', on, ...options });
const publish = (body: unknown, role: 'officer' | 'desk' | 'ops' = 'officer') =>
  consent.post<Record<string, unknown>>('/v1/policies', body, role);

const fileOf = (text: string) => {
  const body = publication();
  return {
    ...body,
    files: body.files.map((each) => (each.name === 'policy.yaml' ? { ...each, text } : each)),
  };
};
const withoutFile = (left: string) => {
  const body = publication();
  return { ...body, files: body.files.filter(({ name }) => name !== left) };
};
const birthDate = {
  edit: (text: string): string =>
    text.replace('organisationContact, jobTitle]', 'organisationContact, jobTitle, birthDate]'),
  editTexts: (text: string): string => text.replace(/(jobTitle: [^}]*) \}/, '$1, birthDate: day of birth }'),
};

describe('A version that may not be published', () => {
  it.each<[string, () => unknown, number, string, RegExp]>([
    ['no files', () => ({ ...publication(), files: [] }), 422, '/files', /at least 1/],
    ['no statements', () => withoutFile('statements.yaml'), 422, '/files', /statements.yaml is missing/],
    [
      'no texts in a language of the notice',
      () => withoutFile('texts/sv.yaml'),
      422,
      '/files',
      /texts\/sv\.yaml is missing: notice\.languages names sv/,
    ],
    [
      'a file twice',
      () => ({ ...publication(), files: [...publication().files, publication().files[0]] }),
      422,
      '/files/6/text',
      /name of another file/,
    ],
    [
      'a path out of the folder',
      () => ({ ...publication(), files: [{ name: '../x', text: 'x' }] }),
      422,
      '/files/0/name',
      /name of a file/,
    ],
    ['no YAML', () => fileOf('a: ['), 422, '/files/0/text', /policy.yaml:1:/],
    [
      'a mistyped key, with what was meant',
      () =>
        publication({
          accepting: false,
          edit: (text) => text.replace('organisation: Midare', 'organistion: Midare'),
        }),
      422,
      '/files/0/text',
      /policy\.yaml:\d+:\d+ \/controller.*did you mean "organisation"/,
    ],
    [
      'another company',
      () => publication({ edit: (text) => text.replace('policy: midare', 'policy: other') }),
      422,
      '/files/0/text',
      /must be midare/,
    ],
    ['today', () => publication({ validFrom: on }), 422, '/files/0/text', /after today/],
    ['a day gone by', () => publication({ validFrom: '2018-01-01' }), 422, '/files/0/text', /after today/],
    ['no signature', () => ({ ...publication(), signature: undefined }), 422, '/signature', /signature/],
    [
      'a signature of something else',
      () => ({ ...publication(), signature: publication({ validFrom: '2026-07-03' }).signature }),
      422,
      '/signature',
      /not that of the officer/,
    ],
    [
      'an officer nobody knows',
      () => ({ ...publication(), signedBy: 'Nobody' }),
      422,
      '/signature',
      /not that of the officer/,
    ],
    [
      'scope.law: findings nobody accepted',
      () => publication({ accepting: false }),
      422,
      '/files/0/text',
      /\d+:\d+ .*Art\./,
    ],
    [
      'texts with a number of their own',
      () => publication({ editTexts: (text) => text.replace('for this long.', 'for 10 years.') }),
      422,
      '/files/5/text',
      /retention\.customer\/says has a digit/,
    ],
  ])('%s', async (_what, body, status, field, reason) => {
    const answer = await publish(body());
    expect(answer).toMatchObject({
      status,
      body: { errors: expect.arrayContaining([{ field, reason: expect.stringMatching(reason) }]) },
    });
    expect(await consent.facts.countDocuments({ _id: { $regex: '^policy/' } })).toBe(0);
  });

  it.each(['desk', 'ops'] as const)('by the role %s', async (role) => {
    expect((await publish(publication(), role)).status).toBe(403);
  });

  it('larger than 1 MiB', async () => {
    const files = [{ name: 'policy.yaml', text: 'x'.repeat(1024 * 1024) }];
    expect((await publish({ ...publication(), files })).status).toBe(413);
  });
});

describe('A version that is lawful, or accepted, and signed off', () => {
  it('is published once, told to every service, and told again to whoever repeats it', async () => {
    const body = publication(birthDate);
    const first = await publish(body);
    expect(first).toMatchObject({
      status: 201,
      body: {
        version: 'midare/2026-07-02',
        signedBy: 'officer-1',
        changes: ['The category "contact": fields: now also birthDate.'],
      },
    });
    expect(first.body['asksAgain']).toContainEqual({
      purpose: 'newsletter',
      category: 'contact',
      element: 'category.contact',
    });
    const again = await publish({ ...body, files: body.files.toReversed() });
    expect([again.status, again.body]).toEqual([200, first.body]);

    const [told] = await eventually(() => {
      const found = consent.published.filter(({ type }) => type === PolicyPublished.type);
      return found.length > 0 && found;
    });
    expect(validateEvent(JSON.parse(JSON.stringify(told)))).toMatchObject({ ok: true, dropped: 0 });
    expect(told?.data).toMatchObject({
      version: 'midare/2026-07-02',
      company: 'midare',
      validFrom: '2026-07-02',
    });
    expect(await consent.facts.countDocuments({ _id: { $regex: '^policy/' } })).toBe(1);
  });

  it('is not published again with another content', async () => {
    expect((await publish(publication())).status).toBe(409);
  });

  it('is followed only by one that starts later', async () => {
    expect((await publish(publication({ validFrom: '2026-07-20' }))).status).toBe(201);
    expect(await publish(publication({ validFrom: '2026-07-19' }))).toMatchObject({
      status: 422,
      body: { errors: [{ reason: expect.stringContaining('after 2026-07-20') }] },
    });
  });

  it('published by two officers at once, it is one version', async () => {
    const body = publication({ validFrom: '2026-08-01' });
    const answers = await Promise.all(Array.from({ length: 5 }, () => publish(body)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  it('published at another instance, it is known here within seconds', async () => {
    const [known] = await consent.facts.find({ _id: 'policy/midare/2026-08-01' }).toArray();
    const { published, ...fact } = known as unknown as PublishedPolicyFact;
    const files = published.files.map((file) => ({
      ...file,
      text: file.text.replace('validFrom: 2026-08-01', 'validFrom: 2026-09-01'),
    }));
    const { lane: _lane, n: _n, owed: _owed, owes: _owes, ...rest } = fact;
    await consent.facts.insertOne({
      ...rest,
      _id: 'policy/midare/2026-09-01',
      published: { ...published, files },
    } as never);
    const asked = {
      party: { source: 'web-store', id: 'customer/1' },
      purpose: 'direct-marketing',
      evidence: { method: 'web-form', textShown: 't', noticeVersion: 'midare/2026-09-01' },
    };
    await eventually(
      async () => !(await consent.post<object>('/v1/consents', asked)).text.includes('noticeVersion'),
      { within: 10_000, every: 500 },
    );
  }, 20_000);
});
