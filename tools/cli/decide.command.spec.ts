import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Decision } from '#policy';
import { answerOf, seloste } from './test/seloste.js';

const midare = 'policies/midare/2018-05-25/policy.yaml';
const contracts = [{ order: 'A-1', openedOn: '2018-06-01' }];
const customer = { audience: 'customer', subjectKind: 'consumer', contracts };
const email = { purpose: 'direct-marketing', category: 'contact', channel: 'email' };
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'seloste-decide-'));
});
afterAll(() => rm(dir, { recursive: true }));

describe('seloste decide', () => {
  test.each<[string, object, object, boolean, string]>([
    [
      'scope.audience: e-mail marketing to a consumer needs consent',
      email,
      customer,
      false,
      'consumer-not-opted-in',
    ],
    [
      'scope.audience: a business may be sent to',
      email,
      { ...customer, subjectKind: 'business-contact', capacity: 'legal-person' },
      true,
      'legal-person',
    ],
    [
      'scope.audience: so may a public organisation',
      email,
      { ...customer, subjectKind: 'public-organisation-contact', capacity: 'legal-person' },
      true,
      'legal-person',
    ],
    [
      'scope.audience: but not one of whose address it is unknown whose it is',
      email,
      { ...customer, subjectKind: 'business-contact' },
      false,
      'capacity-unknown',
    ],
    [
      'scope.audience: but not by a work address nothing shows to be one',
      email,
      { ...customer, subjectKind: 'business-contact', capacity: 'work-role' },
      false,
      'work-role-not-evidenced',
    ],
    [
      'scope.controller: someone outside every audience',
      { purpose: 'invoicing', category: 'contact' },
      { ...customer, audience: 'passer-by' },
      false,
      'outside-every-audience',
    ],
    [
      'scope.controller: someone nobody said to belong to one',
      { purpose: 'invoicing', category: 'contact' },
      { contracts },
      false,
      'outside-every-audience',
    ],
    [
      'purpose.main: customer service',
      { purpose: 'customer-service', category: 'contact' },
      customer,
      true,
      'purpose-declared',
    ],
    [
      'purpose.main: customer relationships',
      { purpose: 'customer-relationship', category: 'contact' },
      customer,
      true,
      'purpose-declared',
    ],
    [
      'purpose.main: sales promotion',
      { purpose: 'sales-promotion', category: 'contact', channel: 'post' },
      customer,
      true,
      'purpose-declared',
    ],
    [
      'purpose.main: distance selling',
      { purpose: 'distance-selling', category: 'relationship' },
      customer,
      true,
      'purpose-declared',
    ],
    [
      'purpose.main: direct marketing',
      { purpose: 'direct-marketing', category: 'contact', channel: 'post' },
      customer,
      true,
      'purpose-declared',
    ],
    [
      'purpose.main: targeted marketing',
      { purpose: 'targeted-marketing', category: 'inferred', channel: 'post' },
      customer,
      true,
      'purpose-declared',
    ],
    [
      'purpose.main: nothing that is not declared',
      { purpose: 'telepathy', category: 'contact' },
      customer,
      false,
      'purpose-unknown',
    ],
    [
      'purpose.operations: no withdrawal or prohibition blocks invoicing',
      { purpose: 'invoicing', category: 'contact' },
      refusing(),
      true,
      'purpose-declared',
    ],
    [
      'purpose.operations: nor delivery',
      { purpose: 'service-delivery', category: 'contact' },
      refusing(),
      true,
      'purpose-declared',
    ],
    [
      'purpose.operations: nor recovery of payments',
      { purpose: 'payment-collection', category: 'contact' },
      refusing(),
      true,
      'purpose-declared',
    ],
    [
      'purpose.operations: but the targeting of advertising',
      { purpose: 'advertising-targeting', category: 'usage', channel: 'web' },
      refusing(),
      false,
      'prohibited-all-marketing',
    ],
    [
      'basis.contract: an order opens it',
      { purpose: 'service-delivery', category: 'contact' },
      customer,
      true,
      'contract-open',
    ],
    [
      'basis.contract: without one there is none',
      { purpose: 'service-delivery', category: 'contact' },
      { audience: 'customer' },
      false,
      'no-contract-open',
    ],
    [
      'basis.law: accounting goes on without one',
      { purpose: 'accounting', category: 'relationship' },
      { audience: 'customer' },
      true,
      'purpose-declared',
    ],
    [
      'basis.third-systems: a declared recipient gets its categories',
      { purpose: 'service-delivery', category: 'registration', recipient: 'operator-partner' },
      customer,
      true,
      'recipient-declared',
    ],
    [
      'basis.third-systems: and no others',
      { purpose: 'service-delivery', category: 'relationship', recipient: 'operator-partner' },
      customer,
      false,
      'category-not-for-recipient',
    ],
    [
      'recipient.none: an unknown recipient',
      { purpose: 'service-delivery', category: 'contact', recipient: 'stranger' },
      customer,
      false,
      'recipient-unknown',
    ],
    [
      'recipient.processors: one under contract',
      { purpose: 'service-delivery', category: 'contact', recipient: 'carrier' },
      customer,
      true,
      'recipient-declared',
    ],
    [
      'transfer.places: within the EEA',
      { purpose: 'service-delivery', category: 'contact', recipient: 'hosting' },
      customer,
      true,
      'within-the-eea',
    ],
    [
      'transfer.us: Privacy Shield of today',
      { purpose: 'service-delivery', category: 'contact', recipient: 'software-vendor' },
      customer,
      false,
      'transfer-mechanism-not-valid',
    ],
  ])('%s', async (_what, question, facts, allowed, reason) => {
    const decision = await answerOf<Decision>(['decide'], { question, facts });
    expect(decision).toMatchObject({
      allowed,
      asOf: '2026-11-02T12:00:00.000Z',
      policyVersion: 'midare/2018-05-25',
    });
    expect(decision.because.map((each) => each.reason)).toContain(reason);
  });

  test('basis.contract: the decision names the order', async () => {
    const question = { purpose: 'service-delivery', category: 'contact' };
    const { because } = await answerOf<Decision>(['decide'], { question, facts: customer });
    expect(because).toContainEqual(expect.objectContaining({ element: 'basis.contract', fact: 'A-1' }));
  });

  test.each([
    ['has no contract', ''],
    ['had one', '    contract: { reference: X, validFrom: 2018-05-25, validTo: 2026-11-01 }\n'],
  ])('recipient.processors: a processor that %s gets nothing', async (_what, line) => {
    const changed = (await readFile(midare, 'utf8')).replace(
      / {4}contract: \{ reference: DPA-2018-03.*\n/,
      line,
    );
    const file = join(dir, 'policy.yaml');
    await writeFile(file, changed);
    const question = { purpose: 'service-delivery', category: 'contact', recipient: 'carrier' };
    for (const policy of [file, dir]) {
      const decision = await answerOf<Decision>(['decide', '--policy', policy], {
        question,
        facts: customer,
      });
      expect(decision).toMatchObject({ allowed: false, because: [{ element: 'recipient.carrier' }] });
    }
  });

  test('transfer.us: --at asks of another moment, from a file', async () => {
    const file = join(dir, 'question.json');
    const question = {
      purpose: 'service-delivery',
      category: 'contact',
      recipient: 'software-vendor',
      at: '2026-11-02T12:00:00Z',
    };
    await writeFile(file, JSON.stringify({ question, facts: customer }));
    const before = await answerOf<Decision>(['decide', file, '--at', '2020-07-15']);
    expect(before).toMatchObject({ allowed: true, until: '2020-07-15', asOf: '2020-07-15T12:00:00Z' });
    const { code, out } = await seloste(['decide', file]);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^denied under midare.*\n {2}because mechanism.privacy-shield/),
    ]);
  });

  test.each<[string, unknown, string]>([
    ['no question', {}, '"question" is missing'],
    [
      'a purpose that is no text',
      { question: { purpose: 1, category: 'contact' } },
      'question.purpose: must be string',
    ],
    [
      'a key nobody knows',
      { question: { purpose: 'x', category: 'y', chanel: 'email' } },
      'question: unknown key "chanel"',
    ],
    [
      'a date that does not exist',
      fact({ contracts: [{ order: 'A', openedOn: '2026-02-30' }] }),
      'facts.contracts.0.openedOn: must be a date',
    ],
    ['a consent that is none', fact({ consents: [null] }), 'facts.consents.0: must be object'],
    ['prohibitions that are no list', fact({ prohibitions: {} }), 'facts.prohibitions: must be array'],
    ['an instant without an offset', fact({ asOf: '2026-11-02T12:00:00' }), 'facts.asOf: must be an instant'],
    [
      'a scope of no kind',
      fact({ prohibitions: [{ id: 'p', since: '2026-01-01T00:00:00Z', scope: { kind: 'some' } }] }),
      'facts.prohibitions.0.scope.kind: must be one of all-marketing',
    ],
  ])('%s is refused with its field', async (_what, input, named) => {
    const { code, err } = await seloste(['decide'], input);
    expect([code, err]).toEqual([2, expect.stringContaining(`seloste: standard input: ${named}`)]);
  });

  test.each(['channel', 'topic'])(
    'right.prohibit: a prohibition of a %s that names none is refused',
    async (kind) => {
      const prohibitions = [{ id: 'p', scope: { kind }, since: '2026-01-01T00:00:00Z' }];
      const { code, err } = await seloste(['decide'], {
        question: email,
        facts: { ...customer, prohibitions },
      });
      expect([code, err]).toEqual([
        2,
        `seloste: standard input: facts.prohibitions.0.scope: "${kind}" is missing\n`,
      ]);
    },
  );

  test('a consent covers what the version told of that it was given under', async () => {
    const text = await readFile(midare, 'utf8');
    const company = join(dir, 'company');
    const wider = text
      .replace('validFrom: 2018-05-25', 'validFrom: 2026-01-01')
      .replace('fields: [name, email,', 'fields: [name, birthday, email,');
    for (const [version, policy] of Object.entries({ '2018-05-25': text, '2026-01-01': wider })) {
      await mkdir(join(company, version), { recursive: true });
      await writeFile(join(company, version, 'policy.yaml'), policy);
    }
    const consent = { id: 'c', purpose: 'newsletter', grantedAt: '2026-02-01T00:00:00Z' };
    const question = { ...email, purpose: 'newsletter', topic: 'monthly-round-up' };
    const asked = (given: object) =>
      answerOf<Decision>(['decide', '--policy', company], {
        question,
        facts: { ...customer, consents: [{ ...consent, ...given }] },
      });
    expect(await asked({})).toMatchObject({ allowed: true, policyVersion: 'midare/2026-01-01' });
    for (const given of [{ grantedAt: '2025-02-01T00:00:00Z' }, { policyVersion: 'midare/2018-05-25' }]) {
      expect(await asked(given)).toMatchObject({
        allowed: false,
        because: [{ element: 'category.contact', reason: 'consent-outdated' }],
      });
    }
  });

  test('before the first version nothing was in force', async () => {
    const { code, err } = await seloste(['decide', '--at', '2018-05-24'], fact({}));
    expect([code, err]).toEqual([
      2,
      'seloste: --policy: none is in force on 2018-05-24, the first is valid from 2018-05-25\n',
    ]);
  });
});

function fact(facts: object): object {
  return { question: { purpose: 'invoicing', category: 'contact' }, facts };
}

function refusing(): object {
  const since = '2026-01-01T00:00:00Z';
  return {
    ...customer,
    consents: [
      { id: 'c', purpose: 'direct-marketing', grantedAt: '2025-01-01T00:00:00Z', withdrawnAt: since },
    ],
    prohibitions: [{ id: 'p', scope: { kind: 'all-marketing' }, since }],
    objections: [{ id: 'o', since }],
  };
}
