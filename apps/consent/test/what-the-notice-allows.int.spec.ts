import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SuppressionAdded } from '#contracts';
import type { Decision } from '#policy';
import { aCustomerRegistered, anOrderPlaced, fixedHashKeys } from '#testing';
import { envelope, RunningConsent } from './running-consent.js';

/** Midare's policy, but for what it has no example of: a contract that has run out, and a recipient far away. */
const otherwise: readonly (readonly [string, string])[] = [
  ['DPA-2018-03, validFrom: 2018-05-25', 'DPA-2018-03, validFrom: 2018-05-25, validTo: 2026-06-30'],
  [
    'country: FI\n    contract: { reference: DPA-2018-04',
    'country: CH\n    contract: { reference: DPA-2018-04',
  ],
];

let consent: RunningConsent;
const office = { email: 'office@example.com', capacity: 'legal-person' } as const;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seloste-policy-'));
  await mkdir(join(folder, '2018-05-25'));
  const midare = await readFile('policies/midare/2018-05-25/policy.yaml', 'utf8');
  const text = otherwise.reduce((so, [here, there]) => so.replace(here, there), midare);
  await writeFile(join(folder, '2018-05-25', 'policy.yaml'), text);
  consent = await RunningConsent.start(folder);
  await consent.tell(
    aCustomerRegistered({ customer: 'orders', registeredAt: '2019-01-01T12:00:00+02:00' }),
    anOrderPlaced({ order: 'O-1', buyer: { customer: 'orders' }, placedAt: '2019-01-02T12:00:00+02:00' }),
    aCustomerRegistered({ customer: 'looks' }),
    aCustomerRegistered({ customer: 'consumer', kind: 'consumer' }),
    aCustomerRegistered({ customer: 'someone', kind: 'business-contact' }),
    aCustomerRegistered({ customer: 'firm', kind: 'business-contact', contact: office }),
    aCustomerRegistered({ customer: 'town', kind: 'public-organisation-contact', contact: office }),
  );
  await consent.keepFresh();
}, 60_000);
afterAll(async () => {
  await consent.stop();
  await rm(folder, { recursive: true, force: true });
});

async function decide(question: object, customer = 'orders'): Promise<Decision> {
  const party = { source: 'web-store', id: `customer/${customer}` };
  const asked = { party, purpose: 'service-delivery', category: 'contact', ...question };
  const { status, body } = await consent.post<Decision>('/v1/decisions', asked, 'store');
  expect(status).toBe(200);
  return body;
}

const outcome = async (question: object, customer?: string): Promise<readonly (string | undefined)[]> => {
  const { allowed, because } = await decide(question, customer);
  return allowed ? ['allowed'] : ['denied', because[0]?.reason, because[0]?.element];
};

describe('scope.audience – each kind of person by its own rule', () => {
  it.each([
    ['a consumer opts in', 'consumer', ['denied', 'consumer-not-opted-in', 'marketing.electronic-consent']],
    ['a business opts out', 'firm', ['allowed']],
    ['so does a public organisation', 'town', ['allowed']],
    [
      'of a contact of theirs it is not known',
      'someone',
      ['denied', 'capacity-unknown', 'marketing.work-role'],
    ],
  ])('%s', async (_what, customer, expected) => {
    expect(await outcome({ purpose: 'direct-marketing', channel: 'email' }, customer)).toEqual(expected);
  });
});

describe('purpose.main – six purposes, each on its basis, and no other', () => {
  it.each([
    ['customer-service', 'basis.contract'],
    ['customer-relationship', 'basis.legitimate-interest'],
    ['sales-promotion', 'basis.legitimate-interest'],
    ['distance-selling', 'basis.contract'],
    ['direct-marketing', 'basis.legitimate-interest'],
    ['targeted-marketing', 'basis.legitimate-interest'],
  ])('%s', async (purpose, basis) => {
    const { allowed, because } = await decide({ purpose, channel: 'post' });
    expect(allowed).toBe(true);
    expect(because).toContainEqual(expect.objectContaining({ element: `purpose.${purpose}` }));
    expect(because).toContainEqual(expect.objectContaining({ element: basis }));
  });

  it.each(['credit-rating', 'resale'])('%s is none of them', async (purpose) => {
    expect(await outcome({ purpose })).toEqual(['denied', 'purpose-unknown', 'conduct.deny-by-default']);
  });
});

describe('purpose.operations – what was ordered is delivered, invoiced and collected whatever else is prohibited', () => {
  const customer = 'says-no';
  beforeAll(async () => {
    const party = fixedHashKeys().partyRef('web-store', `customer/${customer}`);
    const prohibition = { suppression: 's.1', party, scope: { kind: 'all-marketing' } };
    const how = { since: '2026-06-20T12:00:00Z', method: 'one-click', because: [] };
    await consent.tell(anOrderPlaced({ order: 'O-2', buyer: { customer } }));
    await consent.follow(
      envelope(SuppressionAdded.type, { ...prohibition, ...how }, '/marketing-suppression'),
    );
  });

  it.each(['service-delivery', 'customer-communication', 'invoicing', 'payment-collection'])(
    '%s goes on, marketing does not',
    async (purpose) => {
      expect(await outcome({ purpose: 'direct-marketing', channel: 'post' }, customer)).toEqual([
        'denied',
        'prohibited-all-marketing',
        'right.prohibit',
      ]);
      expect(await outcome({ purpose }, customer)).toEqual(['allowed']);
    },
  );
});

describe('basis.contract – an order opens the basis', () => {
  it('without one there is none, with one it is named', async () => {
    expect(await outcome({}, 'looks')).toEqual(['denied', 'no-contract-open', 'basis.contract']);
    const { because } = await decide({});
    expect(because).toContainEqual(expect.objectContaining({ element: 'basis.contract', fact: 'O-1' }));
  });
});

describe('basis.third-systems – each recipient gets its own categories, by its contract', () => {
  it('what it is declared for, and nothing beside', async () => {
    const recipient = 'operator-partner';
    expect((await decide({ recipient })).because).toContainEqual(
      expect.objectContaining({ element: 'recipient.operator-partner', fact: 'OPERATOR-2018-01' }),
    );
    expect(await outcome({ recipient, category: 'relationship' })).toEqual([
      'denied',
      'category-not-for-recipient',
      'recipient.operator-partner',
    ]);
  });
});

describe('recipient.none – whoever is not declared gets nothing', () => {
  it.each(['stranger', 'constructor'])('%s', async (recipient) => {
    expect(await outcome({ recipient })).toEqual(['denied', 'recipient-unknown', 'conduct.no-disclosure']);
  });
});

describe('recipient.processors – a processor gets data while its contract is in force', () => {
  it.each([
    ['on the last day', '2026-06-30T12:00:00+03:00', ['allowed']],
    [
      'the day after',
      '2026-07-01T08:00:00+03:00',
      ['denied', 'processor-contract-not-in-force', 'recipient.carrier'],
    ],
  ])('%s', async (_day, at, expected) => {
    expect(await outcome({ recipient: 'carrier', at })).toEqual(expected);
  });
});

describe('transfer.places – outside the EEA only by a mechanism', () => {
  it.each([
    ['Germany needs none', 'service-delivery', 'hosting', ['allowed']],
    ['Switzerland does', 'invoicing', 'accountant', ['denied', 'transfer-without-mechanism', 'transfer.eea']],
  ])('%s', async (_place, purpose, recipient, expected) => {
    expect(await outcome({ purpose, recipient })).toEqual(expected);
  });
});

describe('transfer.us – Privacy Shield carries a transfer until the court struck it down, and not a day longer', () => {
  it.each([
    ['15 July 2020', '2020-07-15T12:00:00+03:00', ['allowed']],
    [
      '16 July 2020',
      '2020-07-16T12:00:00+03:00',
      ['denied', 'transfer-mechanism-not-valid', 'mechanism.privacy-shield'],
    ],
    [
      'today',
      '2026-07-01T08:59:59+03:00',
      ['denied', 'transfer-mechanism-not-valid', 'mechanism.privacy-shield'],
    ],
  ])('%s', async (_day, at, expected) => {
    expect(await outcome({ recipient: 'software-vendor', at })).toEqual(expected);
  });
});
