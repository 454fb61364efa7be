import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { addDays } from '../calendar/civil-date.js';
import { parsePolicy } from '../model/parse-policy.js';
import { decide } from './decide.js';
import type { KnownFacts, Question } from './question.js';

const text = readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8');
const vendor =
  'contract: { reference: DPA-2018-05, validFrom: 2018-05-25 }\n    transfer: { mechanism: privacy-shield, certifiedFrom: 2018-05-25 }';
const partner = 'contract: { reference: OPERATOR-2018-01, validFrom: 2018-05-25 }';
const now = '2026-11-02T12:00:00Z';
const consent = { id: 'c', purpose: 'direct-marketing', grantedAt: '2026-10-01T00:00:00Z' };
const marketing = { purpose: 'direct-marketing', channel: 'email', productGroup: 'cables' };
const toVendor = { recipient: 'software-vendor' };

test.each<[string, Partial<Question>, Partial<KnownFacts>, string, string, string | undefined]>([
  ['nothing known ends it', {}, {}, '', '', undefined],
  ['basis.contract: the order closes', {}, open('A', '2026-11-30'), '', '', '2026-11-30'],
  ['the longest of two orders', {}, open('A', '2026-11-30', '2026-12-31'), '', '', '2026-12-31'],
  [
    'an order without an end',
    {},
    { contracts: [...open('A', '2026-11-30').contracts, { order: 'B', openedOn: '2026-01-01' }] },
    '',
    '',
    undefined,
  ],
  [
    'basis.consent: the consent runs out',
    marketing,
    { consents: [{ ...consent, expiresOn: '2027-09-30' }] },
    '',
    '',
    '2027-09-30',
  ],
  [
    'the longest of two consents',
    marketing,
    {
      consents: [
        { ...consent, expiresOn: '2027-09-30' },
        { ...consent, id: 'd', expiresOn: '2028-09-30' },
      ],
    },
    '',
    '',
    '2028-09-30',
  ],
  [
    'the longest of two consents, whichever came first',
    marketing,
    {
      consents: [
        { ...consent, id: 'd', expiresOn: '2028-09-30' },
        { ...consent, expiresOn: '2027-09-30' },
      ],
    },
    '',
    '',
    '2028-09-30',
  ],
  [
    'a consent without an end',
    marketing,
    { consents: [{ ...consent, expiresOn: '2027-09-30' }, consent] },
    '',
    '',
    undefined,
  ],
  [
    'Act 917/2014 §202: the work role is looked at again',
    marketing,
    role({ recheckBy: '2027-01-31' }),
    '',
    '',
    '2027-01-31',
  ],
  ['the last day of the work role', marketing, role({ endedOn: '2026-12-01' }), '', '', '2026-11-30'],
  [
    'the role ends before it is looked at',
    marketing,
    role({ endedOn: '2026-12-01', recheckBy: '2027-01-31' }),
    '',
    '',
    '2026-11-30',
  ],
  [
    'it is looked at before the role ends',
    marketing,
    role({ endedOn: '2027-12-01', recheckBy: '2027-01-31' }),
    '',
    '',
    '2027-01-31',
  ],
  [
    'recipient.processors: the contract ends',
    { recipient: 'carrier' },
    {},
    'DPA-2018-03, validFrom: 2018-05-25',
    'DPA-2018-03, validFrom: 2018-05-25, validTo: 2027-05-24',
    '2027-05-24',
  ],
  [
    'basis.third-systems: the contract of a controller ends',
    { recipient: 'operator-partner' },
    {},
    partner,
    partner.replace(' }', ', validTo: 2027-05-24 }'),
    '2027-05-24',
  ],
  [
    'transfer.us: the certificate ends',
    toVendor,
    {},
    vendor,
    sent('{ mechanism: eu-us-dpf, certifiedFrom: 2023-08-01, certifiedTo: 2027-08-01 }'),
    '2027-08-01',
  ],
  [
    'the contract before the certificate',
    toVendor,
    {},
    vendor,
    sent('{ mechanism: eu-us-dpf, certifiedFrom: 2023-08-01, certifiedTo: 2027-08-01 }', '2027-02-02'),
    '2027-02-02',
  ],
  [
    'a certificate that the mechanism does not ask for',
    toVendor,
    {},
    vendor,
    sent('{ mechanism: standard-clauses, assessment: T, certifiedTo: 2027-08-01 }'),
    undefined,
  ],
  [
    'the order before all else',
    { recipient: 'carrier' },
    open('A', '2026-11-30'),
    'DPA-2018-03, validFrom: 2018-05-25',
    'DPA-2018-03, validFrom: 2018-05-25, validTo: 2027-05-24',
    '2026-11-30',
  ],
])('an allowed answer says until when: %s', (_what, asked, known, from, to, until) => {
  expect(text).toContain(from);
  const policy = parsePolicy(text.replace(from, to), 'policy.yaml');
  const answer = (at: string) => decide(policy, question({ ...asked, at }), facts(known));
  expect(answer(now)).toMatchObject({ allowed: true });
  expect(answer(now).until).toBe(until);
  expect(Object.hasOwn(answer(now), 'until')).toBe(until !== undefined);
  if (until === undefined) return;
  expect(answer(`${until}T12:00:00Z`).allowed).toBe(true);
  expect(answer(`${addDays(until, 1)}T12:00:00Z`)).toMatchObject({ allowed: false });
});

test('basis.third-systems: a controller whose contract has run out gets nothing more, and is told apart from a processor', () => {
  const policy = parsePolicy(
    text.replace(partner, partner.replace(' }', ', validTo: 2026-11-01 }')),
    'policy.yaml',
  );
  expect(decide(policy, question({ recipient: 'operator-partner' }), facts())).toMatchObject({
    allowed: false,
    because: [
      {
        element: 'recipient.operator-partner',
        reason: 'controller-contract-not-in-force',
        fact: 'OPERATOR-2018-01',
      },
    ],
  });
});

test('basis.consent: one that has run out says so', () => {
  const policy = parsePolicy(text, 'policy.yaml');
  const known = facts({ consents: [{ ...consent, purpose: 'newsletter', expiresOn: '2026-11-01' }] });
  const asked = question({ purpose: 'newsletter', channel: 'email', topic: 'monthly-round-up' });
  expect(decide(policy, asked, known)).toMatchObject({
    allowed: false,
    because: [{ element: 'basis.consent', reason: 'consent-expired', fact: 'c' }],
  });
});

test.each([
  ['hosting', 'transfer.eea', 'within-the-eea'],
  ['software-vendor', 'mechanism.eu-us-dpf', 'transfer-mechanism-valid'],
])('transfer.places, transfer.us: what goes to %s says by which way it may', (recipient, element, reason) => {
  const policy = parsePolicy(
    text.replace(vendor, sent('{ mechanism: eu-us-dpf, certifiedFrom: 2023-08-01 }')),
    'policy.yaml',
  );
  const { allowed, because } = decide(policy, question({ recipient }), facts());
  expect([allowed, because.at(-1)]).toEqual([
    true,
    expect.objectContaining({ element, reason, fact: `recipient.${recipient}` }),
  ]);
});

function question(asked: Partial<Question>): Question {
  return { purpose: 'service-delivery', category: 'contact', at: now, ...asked };
}

/** A customer whose knowledge is not stale at any later time. */
function facts(known: Partial<KnownFacts> = {}): KnownFacts {
  return {
    audience: 'customer',
    contracts: [{ order: 'A', openedOn: '2026-01-01' }],
    consents: [],
    prohibitions: [],
    objections: [],
    restrictions: [],
    asOf: now,
    now,
    ...known,
  };
}

function open(order: string, ...closing: string[]): Pick<KnownFacts, 'contracts'> {
  return { contracts: closing.map((closedOn) => ({ order, openedOn: '2026-01-01', closedOn })) };
}

function role(workRole: KnownFacts['workRole']): Partial<KnownFacts> {
  const shown = { productGroups: ['cables'], evidence: 'call-7', recheckBy: '2030-01-01', ...workRole };
  return { subjectKind: 'business-contact', capacity: 'work-role', workRole: shown };
}

function sent(transfer: string, validTo?: string): string {
  const end = validTo === undefined ? '' : `, validTo: ${validTo}`;
  return `contract: { reference: DPA-2018-05, validFrom: 2018-05-25${end} }\n    transfer: ${transfer}`;
}
