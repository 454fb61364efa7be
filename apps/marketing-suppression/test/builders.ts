import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AddressHash, ScopeData } from '#contracts';
import { parsePolicy, type Policy } from '#policy';
import { ADDRESS_KNOWN, type AddressFact } from '../src/address-fact.js';
import {
  CONSENT_GRANTED,
  CONSENT_WITHDRAWN,
  type GrantFact,
  type WithdrawalFact,
} from '../src/choice-fact.js';
import {
  ECHOED,
  echoIdOf,
  LIFTED,
  personEchoIdOf,
  PROHIBITED,
  type EchoFact,
  type LiftFact,
  type ProhibitionFact,
} from '../src/prohibition.js';

const policyFile = resolve(import.meta.dirname, '../../../policies/midare/2018-05-25/policy.yaml');
export const midare = (): Policy => parsePolicy(readFileSync(policyFile, 'utf8'), policyFile);

export const anna = 'p_h1_anna';
export const work: AddressHash = { kind: 'email', kid: 'h1', hash: 'hash-of-work-mail' };
export const home: AddressHash = { kind: 'email', kid: 'h1', hash: 'hash-of-home-mail' };

const when = { on: '2026-06-01', at: '2026-06-01T09:00:00.000Z', takenAt: new Date('2026-06-01T09:00:01Z') };
const because = [{ element: 'right.prohibit', statements: ['right.prohibit'], reason: 'said-so' }];
const all: ScopeData = { kind: 'all-marketing' };

export const prohibition = (id: string, own: Partial<ProhibitionFact> = {}): ProhibitionFact => ({
  _id: id,
  type: PROHIBITED,
  suppression: `s.${id}`,
  scope: all,
  method: 'phone',
  because,
  evidence: {} as ProhibitionFact['evidence'],
  ...when,
  ...own,
});

export const lift = (id: string, suppressions: readonly string[], own: Partial<LiftFact> = {}): LiftFact => ({
  _id: id,
  type: LIFTED,
  lift: `l.${id}`,
  suppressions,
  method: 'letter',
  because,
  ...when,
  at: '2026-06-10T09:00:00.000Z',
  ...own,
});

export const echo = (
  { suppression, party, scope, method }: ProhibitionFact,
  address: AddressHash,
): EchoFact => ({
  _id: echoIdOf(suppression, address),
  type: ECHOED,
  suppression: echoIdOf(suppression, address),
  root: suppression,
  ...(party !== undefined && { party }),
  address,
  scope,
  method,
  ...when,
});

/** What the prohibition of a bare address means for one person. */
export function personEcho(bare: ProhibitionFact, party: string, address: AddressHash): EchoFact {
  const id = personEchoIdOf(bare.suppression, party);
  return { ...echo(bare, address), _id: id, suppression: id, root: id, party };
}

/** What a customer's registration, or with `kind: 'order'` an order, tells of an address. */
export const addressFact = (id: string, own: Partial<AddressFact> = {}): AddressFact => ({
  _id: id,
  type: ADDRESS_KNOWN,
  party: anna,
  partyId: 'customer/12748',
  source: 'web-store',
  kind: 'customer',
  record: '12748',
  addresses: [work],
  subjectKind: 'consumer',
  ...when,
  ...own,
});

export const grant = (id: string, own: Partial<GrantFact> = {}): GrantFact => ({
  _id: id,
  type: CONSENT_GRANTED,
  party: anna,
  consent: id,
  purpose: 'direct-marketing',
  ...when,
  ...own,
});

export const withdrawal = (id: string, own: Partial<WithdrawalFact> = {}): WithdrawalFact => ({
  _id: id,
  type: CONSENT_WITHDRAWN,
  party: anna,
  withdrawal: id,
  purpose: 'direct-marketing',
  consents: [],
  ...when,
  at: '2026-06-05T09:00:00.000Z',
  ...own,
});
