import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../model/parse-policy.js';
import { decide } from './decide.js';
import type { KnownFacts, Question } from './question.js';

const text = readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8');
const policy = parsePolicy(text, 'policy.yaml');

describe('what is not declared is denied (scope.law, purpose.main)', () => {
  test.each<[string, Partial<Question>, string]>([
    ['purpose', { purpose: 'telepathy' }, 'purpose-unknown'],
    ['purpose named like a property', { purpose: '__proto__' }, 'purpose-unknown'],
    ['category', { category: 'shoe-size' }, 'category-unknown'],
    ['category of another purpose', { category: 'usage' }, 'category-not-for-purpose'],
    ['channel', { channel: 'pigeon' }, 'channel-unknown'],
    ['channel of another purpose', { purpose: 'invoicing', channel: 'phone' }, 'channel-not-for-purpose'],
    ['topic', { topic: 'gossip' }, 'topic-unknown'],
    ['topic of another purpose', { topic: 'monthly-round-up' }, 'topic-not-for-purpose'],
    ['moment', { at: 'soon' }, 'time-not-understood'],
    ['moment without an offset', { at: '2026-11-02T12:00:00' }, 'time-not-understood'],
  ])('an unknown %s', (_what, asked, reason) => {
    expect(decide(policy, question(asked), facts())).toMatchObject({ allowed: false, because: [{ reason }] });
  });

  test.each<[string, Partial<Question>, string]>([
    ['direct marketing without a channel', { purpose: 'direct-marketing' }, 'channel-not-named'],
    ['a newsletter without a topic', { purpose: 'newsletter', channel: 'email' }, 'topic-not-named'],
    ['a disclosure without a recipient', { purpose: 'disclosure-research' }, 'recipient-not-named'],
    [
      'a transaction without its ground',
      { purpose: 'corporate-transaction', recipient: 'transaction-party' },
      'ground-not-named',
    ],
    [
      'a transaction whose ground says nothing',
      { purpose: 'corporate-transaction', recipient: 'transaction-party', ground: { reference: ' ' } },
      'ground-not-named',
    ],
    [
      'recipient.authority: an authority without the provision it asks by',
      { purpose: 'authority-disclosure', recipient: 'authority', ground: { reference: 'case 1' } },
      'provision-not-named',
    ],
    [
      'recipient.authority: an authority that asks by a blank provision',
      {
        purpose: 'authority-disclosure',
        recipient: 'authority',
        ground: { reference: 'case 1', provision: ' ' },
      },
      'provision-not-named',
    ],
  ])('too little said: %s', (_what, asked, reason) => {
    expect(decide(policy, question(asked), facts())).toMatchObject({ allowed: false, because: [{ reason }] });
  });

  test.each<[string, Partial<KnownFacts>, string, string]>([
    [
      'scope.controller: someone outside every audience',
      { audience: 'passer-by' },
      'outside-every-audience',
      'scope.controller',
    ],
    [
      'scope.controller: someone of no known audience',
      { audience: undefined },
      'outside-every-audience',
      'scope.controller',
    ],
    [
      'scope.audience: a kind of person nobody declared',
      { subjectKind: 'robot' },
      'subject-kind-unknown',
      'scope.law',
    ],
    [
      'scope.processor: data held for a customer of ours',
      { role: 'processor' },
      'held-for-another-controller',
      'scope.processor',
    ],
  ])('%s is denied', (_what, known, reason, statement) => {
    const decision = decide(policy, question({}), facts(known));
    expect(decision).toMatchObject({ allowed: false, because: [{ reason }] });
    expect(decision.because[0]?.statements).toContain(statement);
  });
});

describe('basis.contract, purpose.operations: an order opens the basis, and the decision names it', () => {
  test.each<[string, KnownFacts['contracts'], boolean, string | undefined]>([
    ['no order', [], false, undefined],
    ['an open order', [{ order: 'A', openedOn: '2026-11-01' }], true, 'A'],
    ['an order of today', [{ order: 'A', openedOn: '2026-11-02' }], true, 'A'],
    [
      'the first of two that stay open',
      [
        { order: 'A', openedOn: '2026-10-01' },
        { order: 'B', openedOn: '2026-10-01' },
      ],
      true,
      'A',
    ],
    [
      'the first of two that close on one day',
      [
        { order: 'A', openedOn: '2026-10-01', closedOn: '2026-12-01' },
        { order: 'B', openedOn: '2026-10-01', closedOn: '2026-12-01' },
      ],
      true,
      'A',
    ],
    ['an order of tomorrow', [{ order: 'A', openedOn: '2026-11-03' }], false, undefined],
    [
      'an order closed yesterday',
      [{ order: 'A', openedOn: '2026-10-01', closedOn: '2026-11-01' }],
      false,
      undefined,
    ],
    ['an order closed today', [{ order: 'A', openedOn: '2026-10-01', closedOn: '2026-11-02' }], true, 'A'],
    [
      'the order that stays open longest',
      [
        { order: 'A', openedOn: '2026-10-01', closedOn: '2026-11-02' },
        { order: 'B', openedOn: '2026-10-01' },
        { order: 'C', openedOn: '2026-10-01', closedOn: '2026-12-01' },
      ],
      true,
      'B',
    ],
  ])('%s', (_what, contracts, allowed, fact) => {
    const decision = decide(policy, question({}), facts({ contracts }));
    expect(decision.allowed).toBe(allowed);
    const basis = decision.because.find(({ element }) => element === 'basis.contract');
    expect(basis).toMatchObject({
      statements: ['basis.contract'],
      reason: allowed ? 'contract-open' : 'no-contract-open',
    });
    expect(basis?.fact).toBe(fact);
  });

  test('the permission ends when the order is known to close', () => {
    const contracts = [{ order: 'A', openedOn: '2026-10-01', closedOn: '2026-11-30' }];
    expect(decide(policy, question({}), facts({ contracts })).until).toBe('2026-11-30');
  });

  test.each(['service-delivery', 'invoicing', 'payment-collection'])(
    'purpose.operations, right.prohibit, right.withdraw: neither stops %s',
    (purpose) => {
      const known = facts({
        contracts: [{ order: 'A', openedOn: '2026-11-01' }],
        prohibitions: [{ id: 'p', scope: { kind: 'all-marketing' }, since: '2026-11-01T00:00:00Z' }],
        objections: [{ id: 'o', since: '2026-11-01T00:00:00Z' }],
        consents: [{ ...consent, withdrawnAt: '2026-11-01T00:00:00Z' }],
      });
      expect(decide(policy, question({ purpose }), known).allowed).toBe(true);
    },
  );
});

describe('basis.consent, right.withdraw: nothing on consent before the grant or after the withdrawal', () => {
  test.each<[string, Partial<typeof consent>, Partial<Question>, boolean, string]>([
    ['granted', {}, {}, true, 'consent-given'],
    ['before the grant', { grantedAt: '2026-11-02T12:00:01Z' }, {}, false, 'consent-missing'],
    ['at the moment of the grant', { grantedAt: '2026-11-02T12:00:00Z' }, {}, true, 'consent-given'],
    ['after the withdrawal', { withdrawnAt: '2026-11-02T11:59:59Z' }, {}, false, 'consent-withdrawn'],
    [
      'at the moment of the withdrawal',
      { withdrawnAt: '2026-11-02T12:00:00Z' },
      {},
      false,
      'consent-withdrawn',
    ],
    [
      'a withdrawal by a clock ahead of ours',
      { withdrawnAt: '2026-11-02T12:00:09Z' },
      {},
      false,
      'consent-withdrawn',
    ],
    [
      'asked of the time before the withdrawal',
      { withdrawnAt: '2026-11-02T11:00:00Z' },
      { at: '2026-11-02T10:59:59Z' },
      true,
      'consent-given',
    ],
    [
      'asked of the time after it',
      { withdrawnAt: '2026-11-02T11:00:00Z' },
      { at: '2026-11-02T11:00:00Z' },
      false,
      'consent-withdrawn',
    ],
    ['given for another channel', { channel: 'sms' }, {}, false, 'consent-missing'],
    ['given for another category', { category: 'relationship' }, {}, false, 'consent-missing'],
    ['given for this category', { category: 'contact' }, {}, true, 'consent-given'],
    ['given for another topic', { topic: 'gossip' }, {}, false, 'consent-missing'],
    ['given for this topic', { topic: 'monthly-round-up' }, {}, true, 'consent-given'],
    ['given for another purpose', { purpose: 'research' }, {}, false, 'consent-missing'],
    ['given at a time nobody can read', { grantedAt: 'once' }, {}, false, 'consent-missing'],
    ['withdrawn at a time nobody can read', { withdrawnAt: 'once' }, {}, false, 'consent-withdrawn'],
  ])('%s', (_what, given, asked, allowed, reason) => {
    const decision = decide(
      policy,
      question({ ...newsletter, ...asked }),
      facts({ consents: [{ ...consent, ...given }] }),
    );
    expect(decision).toMatchObject({
      allowed,
      because: expect.arrayContaining([expect.objectContaining({ reason })]),
    });
  });

  test('scope.use-accepts: an order, a sale and use are no consent', () => {
    const known = facts({ contracts: [{ order: 'A', openedOn: '2026-11-01' }], existingCustomer: sale });
    expect(decide(policy, question(newsletter), known).because).toMatchObject([
      { reason: 'consent-missing' },
    ]);
  });

  test('Art. 7(3) a withdrawal names its provision', () => {
    const consents = [{ ...consent, withdrawnAt: '2026-11-01T00:00:00Z' }];
    expect(decide(policy, question(newsletter), facts({ consents })).because).toMatchObject([
      { element: 'right.withdraw', fact: 'c', provision: 'GDPR Art. 7(3)' },
    ]);
  });

  test('a second, standing consent counts beside a withdrawn one', () => {
    const consents = [
      { ...consent, withdrawnAt: '2026-11-01T00:00:00Z' },
      { ...consent, id: 'again' },
    ];
    const { because } = decide(policy, question(newsletter), facts({ consents }));
    expect(because).toContainEqual(expect.objectContaining({ reason: 'consent-given', fact: 'again' }));
  });
});

describe('a date that nobody can read opens nothing, and makes nothing throw', () => {
  const unreadable = ['', '2026', '2026-02-31', 'never', '2027-01-01T00:00:00Z'];

  test.each(unreadable)('basis.contract: a contract opened or closed on "%s"', (day) => {
    const closing = { order: 'A', openedOn: '2026-01-01', closedOn: day };
    for (const contract of [{ order: 'A', openedOn: day }, closing]) {
      const decision = decide(policy, question({ purpose: 'invoicing' }), facts({ contracts: [contract] }));
      expect(decision).toMatchObject({ allowed: false, because: [{ reason: 'no-contract-open' }] });
    }
  });

  test.each(unreadable)('a consent that lasts to "%s"', (expiresOn) => {
    const asked = question({ purpose: 'newsletter', channel: 'email', topic: 'monthly-round-up' });
    const consents = [{ ...consent, id: 'c', purpose: 'newsletter', expiresOn }];
    expect(decide(policy, asked, facts({ consents }))).toMatchObject({
      allowed: false,
      because: [{ reason: 'consent-expired' }],
    });
  });
});

describe('recipient.none, recipient.processors, recipient.consented: who may be given what', () => {
  test.each<[string, Partial<Question>, string]>([
    ['recipient.none: an unknown recipient', { recipient: 'stranger' }, 'recipient-unknown'],
    ['a recipient of another purpose', { recipient: 'accountant' }, 'purpose-not-for-recipient'],
    [
      'basis.third-systems: a category it does not get',
      { recipient: 'software-vendor', category: 'relationship' },
      'category-not-for-recipient',
    ],
  ])('%s is denied', (_what, asked, reason) => {
    expect(decide(policy, question(asked), customer())).toMatchObject({
      allowed: false,
      because: [{ reason }],
    });
  });

  test.each([
    ['without a contract', '', 'processor-without-contract'],
    [
      'under a contract of the past',
      '    contract: { reference: X, validFrom: 2018-05-25, validTo: 2026-11-01 }\n',
      'processor-contract-not-in-force',
    ],
    [
      'under a contract of the future',
      '    contract: { reference: X, validFrom: 2026-11-03 }\n',
      'processor-contract-not-in-force',
    ],
  ])('recipient.processors: a processor %s gets nothing', (_what, line, reason) => {
    const changed = text.replace('    contract: { reference: DPA-2018-03, validFrom: 2018-05-25 }\n', line);
    const decision = decide(
      parsePolicy(changed, 'policy.yaml'),
      question({ recipient: 'carrier' }),
      customer(),
    );
    expect(decision).toMatchObject({ allowed: false, because: [{ element: 'recipient.carrier', reason }] });
  });

  test('recipient.processors: the contract counts from its first day', () => {
    const changed = text.replace('DPA-2018-03, validFrom: 2018-05-25', 'X, validFrom: 2026-11-02');
    const asked = question({ recipient: 'carrier' });
    expect(decide(parsePolicy(changed, 'policy.yaml'), asked, customer()).allowed).toBe(true);
  });

  test('a processor in the EEA under contract gets what it needs, to the end of the contract', () => {
    const changed = text.replace(
      'DPA-2018-03, validFrom: 2018-05-25',
      'DPA-2018-03, validFrom: 2018-05-25, validTo: 2026-11-02',
    );
    const decision = decide(
      parsePolicy(changed, 'policy.yaml'),
      question({ recipient: 'carrier' }),
      customer(),
    );
    expect(decision).toMatchObject({ allowed: true, until: '2026-11-02' });
    expect(decision.because).toContainEqual(
      expect.objectContaining({ element: 'recipient.carrier', reason: 'recipient-declared' }),
    );
  });

  test.each<[string, Partial<typeof consent>, boolean]>([
    ['to that recipient', { recipient: 'research-institute' }, true],
    ['to another', { recipient: 'marketing-partner' }, false],
    ['to nobody named', {}, false],
  ])('recipient.consented: a consent %s', (_what, given, allowed) => {
    const consents = [{ id: 'c', purpose: 'disclosure-research', grantedAt: consent.grantedAt, ...given }];
    const asked = question({ purpose: 'disclosure-research', recipient: 'research-institute' });
    expect(decide(policy, asked, facts({ consents })).allowed).toBe(allowed);
  });

  test('recipient.consented: a consent to one recipient is none to anybody else, us included', () => {
    const asked = question({ purpose: 'newsletter', channel: 'email', topic: 'monthly-round-up' });
    const consents = [{ ...consent, purpose: 'newsletter', recipient: 'marketing-service' }];
    const answerTo = (recipient?: string) => decide(policy, { ...asked, recipient }, facts({ consents }));
    expect(answerTo('marketing-service').allowed).toBe(true);
    expect(answerTo()).toMatchObject({ allowed: false, because: [{ reason: 'consent-missing' }] });
  });

  test('recipient.merger: a transaction needs no law to lay it down, and our own data none of it', () => {
    const asked = question({
      purpose: 'corporate-transaction',
      recipient: 'transaction-party',
      ground: { reference: 'case 1' },
    });
    expect(decide(policy, asked, facts({ role: 'controller' })).allowed).toBe(true);
  });

  test.each([
    [
      'recipient.merger: a corporate transaction',
      { purpose: 'corporate-transaction', recipient: 'transaction-party' },
      'recipient.merger',
    ],
    [
      'recipient.authority: an authority',
      { purpose: 'authority-disclosure', recipient: 'authority' },
      'recipient.authority',
    ],
  ])('%s may be given data on a recorded ground', (_what, asked, statement) => {
    const decision = decide(
      policy,
      question({ ...asked, ground: { reference: 'case 1', provision: 'Act 1 §1' } }),
      facts(),
    );
    expect(decision.allowed).toBe(true);
    expect(decision.because.flatMap(({ statements }) => statements)).toContain(statement);
  });
});

describe('transfer.places, transfer.us: outside the EEA only on a mechanism valid that day', () => {
  test.each([
    ['Privacy Shield on its last day', '', '2020-07-15T12:00:00Z', undefined],
    ['Privacy Shield from C-311/18 on', '', '2020-07-16T12:00:00Z', 'transfer-mechanism-not-valid'],
    ['Privacy Shield at midnight in Helsinki', '', '2020-07-15T21:00:00Z', 'transfer-mechanism-not-valid'],
    [
      'the DPF before 10 July 2023',
      '{ mechanism: eu-us-dpf, certifiedFrom: 2023-01-01 }',
      '2023-07-09T12:00:00Z',
      'transfer-mechanism-not-valid',
    ],
    [
      'the DPF while certified',
      '{ mechanism: eu-us-dpf, certifiedFrom: 2023-07-17 }',
      '2026-11-02T12:00:00Z',
      undefined,
    ],
    [
      'the DPF before the certificate',
      '{ mechanism: eu-us-dpf, certifiedFrom: 2026-11-03 }',
      '2026-11-02T12:00:00Z',
      'recipient-not-certified',
    ],
    [
      'the DPF after the certificate',
      '{ mechanism: eu-us-dpf, certifiedFrom: 2023-07-17, certifiedTo: 2026-11-01 }',
      '2026-11-02T12:00:00Z',
      'recipient-not-certified',
    ],
    [
      'the DPF never certified',
      '{ mechanism: eu-us-dpf }',
      '2026-11-02T12:00:00Z',
      'recipient-not-certified',
    ],
    [
      'standard clauses with an assessment',
      '{ mechanism: standard-clauses, assessment: TIA-1 }',
      '2026-11-02T12:00:00Z',
      undefined,
    ],
    [
      'standard clauses without one',
      '{ mechanism: standard-clauses }',
      '2026-11-02T12:00:00Z',
      'transfer-not-assessed',
    ],
    [
      'adequacy of another country',
      '{ mechanism: adequacy-japan }',
      '2026-11-02T12:00:00Z',
      'transfer-mechanism-not-for-country',
    ],
    ['no mechanism', 'none', '2026-11-02T12:00:00Z', 'transfer-without-mechanism'],
  ])('Art. 44–46, %s', (_what, transfer, at, reason) => {
    const line = transfer === 'none' ? '' : `    transfer: ${transfer}\n`;
    const changed =
      transfer === '' ? text : text.replace(/ {4}transfer: \{ mechanism: privacy-shield.*\n/, line);
    const asked = question({ recipient: 'software-vendor', at });
    const decision = decide(parsePolicy(changed, 'policy.yaml'), asked, customer({ now: at, asOf: at }));
    expect(decision.allowed).toBe(reason === undefined);
    if (reason !== undefined) expect(decision.because).toMatchObject([{ reason }]);
  });

  test('transfer.places: a way that is closed is said before what the person has chosen', () => {
    const changed = text.replace(/ {4}transfer: \{ mechanism: privacy-shield.*\n/, '');
    const restrictions = [{ id: 'r', since: '2026-11-01T00:00:00Z' }];
    const asked = question({ recipient: 'software-vendor' });
    const decision = decide(parsePolicy(changed, 'policy.yaml'), asked, customer({ restrictions }));
    expect(decision.because).toMatchObject([{ reason: 'transfer-without-mechanism' }]);
  });

  test.each([
    ['no end', '    validTo: 2020-07-15\n', ''],
    ['a later end', 'validTo: 2020-07-15', 'validTo: 2030-07-15'],
  ])(
    'transfer.us: Privacy Shield is denied from 16.7.2020 where the policy gives it %s',
    (_what, from, to) => {
      expect(text).toContain(from);
      const open = parsePolicy(text.replace(from, to), 'policy.yaml');
      const on = (at: string) =>
        decide(open, question({ recipient: 'software-vendor', at }), customer({ now: at, asOf: at }));
      expect(on('2020-07-15T12:00:00Z')).toMatchObject({ allowed: true, until: '2020-07-15' });
      expect(on('2020-07-16T12:00:00Z')).toMatchObject({
        allowed: false,
        because: [
          {
            element: 'mechanism.privacy-shield',
            reason: 'transfer-mechanism-not-valid',
            provision: 'C-311/18 Schrems II, 16 July 2020',
          },
        ],
      });
    },
  );

  test.each([
    [
      'serves its own country only',
      '    countries: [JP]\n',
      '',
      'adequacy-japan',
      'transfer-mechanism-not-for-country',
    ],
    [
      'is not for the country the policy adds',
      'countries: [JP]',
      'countries: [JP, US]',
      'adequacy-japan',
      'transfer-mechanism-not-for-country',
    ],
    [
      'needs what the policy does not ask for',
      '    needs: assessment\n',
      '',
      'standard-clauses',
      'transfer-not-assessed',
    ],
  ])('transfer.places: by law a mechanism %s', (_what, from, to, mechanism, reason) => {
    expect(text).toContain(from);
    const changed = text
      .replace(from, to)
      .replace(
        / {4}transfer: \{ mechanism: privacy-shield.*\n/,
        `    transfer: { mechanism: ${mechanism} }\n`,
      );
    const decision = decide(
      parsePolicy(changed, 'policy.yaml'),
      question({ recipient: 'software-vendor' }),
      customer(),
    );
    expect(decision).toMatchObject({ allowed: false, because: [{ reason }] });
  });

  test('transfer.us: the permission ends with the mechanism', () => {
    const at = '2020-01-01T12:00:00Z';
    const decision = decide(
      policy,
      question({ recipient: 'software-vendor', at }),
      customer({ now: at, asOf: at }),
    );
    expect(decision).toMatchObject({ allowed: true, until: '2020-07-15' });
  });
});

const now = '2026-11-02T12:00:00Z';
const newsletter = { purpose: 'newsletter', channel: 'email', topic: 'monthly-round-up' };
const sale = {
  order: 'A',
  productGroups: ['cables'],
  collectedInSaleAt: '2026-01-01T00:00:00Z',
  optOutOfferedAt: '2026-01-01T00:00:00Z',
};
const consent: KnownFacts['consents'][number] = {
  id: 'c',
  purpose: 'newsletter',
  grantedAt: '2026-10-01T00:00:00Z',
};

function question(asked: Partial<Question>): Question {
  return { purpose: 'service-delivery', category: 'contact', at: now, ...asked };
}

function facts(known: Partial<KnownFacts> = {}): KnownFacts {
  return {
    audience: 'customer',
    subjectKind: 'consumer',
    contracts: [],
    consents: [],
    prohibitions: [],
    objections: [],
    restrictions: [],
    asOf: now,
    now,
    ...known,
  };
}

function customer(known: Partial<KnownFacts> = {}): KnownFacts {
  return facts({ contracts: [{ order: 'A', openedOn: '2018-06-01' }], ...known });
}
