import { anOrderPlaced } from '#testing';
import type { Role, Service } from '../harness/world.js';

export type Body = Readonly<Record<string, unknown>>;

export interface Endpoint {
  readonly service: Service;
  readonly path: string;
  readonly role: Role;
  /** A role that may not. */
  readonly other: Role;
  /** What is sent is right but for what a test makes wrong. */
  readonly body: Body;
  readonly required: readonly string[];
  /** Under an Idempotency-Key. */
  readonly once?: true;
}

const party = { source: 'web-store', id: 'customer/12748' };
const address = { kind: 'email', value: 'anna.virtanen@example.com' };
const question = { party, purpose: 'direct-marketing', category: 'contact' };
const check = { address, channel: 'email', purpose: 'direct-marketing' };
const evidence = { method: 'web-form', textShown: 't-1', noticeVersion: 'midare/2018-05-25' };
const lift = { method: 'phone', evidence: { statement: 'called', actedAt: '2026-06-30T09:00:00+03:00' } };

/** Every door that takes a body. */
export const ENDPOINTS: readonly Endpoint[] = [
  {
    service: 'consent',
    path: '/v1/consents',
    role: 'desk',
    other: 'marketing',
    body: { party, purpose: 'direct-marketing', evidence },
    required: ['party', 'purpose', 'evidence'],
    once: true,
  },
  {
    service: 'consent',
    path: '/v1/consents/withdrawals',
    role: 'desk',
    other: 'marketing',
    body: { party, purpose: 'direct-marketing', method: 'phone' },
    required: ['party', 'purpose', 'method'],
    once: true,
  },
  {
    service: 'consent',
    path: '/v1/decisions',
    role: 'desk',
    other: 'ops',
    body: question,
    required: ['party', 'purpose', 'category'],
  },
  {
    service: 'consent',
    path: '/v1/decisions/batch',
    role: 'desk',
    other: 'ops',
    body: { questions: [question] },
    required: ['questions'],
  },
  {
    service: 'consent',
    path: '/v1/parties/find',
    role: 'desk',
    other: 'store',
    body: { address },
    required: ['address'],
  },
  {
    service: 'consent',
    path: '/v1/policies',
    role: 'officer',
    other: 'desk',
    body: {
      files: [{ name: 'policy.yaml', text: 'policy: midare' }],
      signedBy: 'anna',
      signature: `${'A'.repeat(86)}==`,
    },
    required: ['files', 'signedBy', 'signature'],
  },
  {
    service: 'marketing-suppression',
    path: '/v1/prohibitions',
    role: 'desk',
    other: 'ops',
    body: { party, scope: { kind: 'all-marketing' }, method: 'phone' },
    required: ['party', 'scope', 'method'],
    once: true,
  },
  {
    service: 'marketing-suppression',
    path: '/v1/prohibitions/s.unheard-of/lift',
    role: 'desk',
    other: 'marketing',
    body: lift,
    required: ['method', 'evidence'],
  },
  {
    service: 'marketing-suppression',
    path: '/v1/send-checks',
    role: 'marketing',
    other: 'desk',
    body: check,
    required: ['address', 'channel', 'purpose'],
  },
  {
    service: 'marketing-suppression',
    path: '/v1/send-checks',
    role: 'marketing',
    other: 'desk',
    body: { checks: [check] },
    required: [],
  },
  {
    service: 'marketing-suppression',
    path: '/v1/address-hashes',
    role: 'marketing',
    other: 'desk',
    body: { addresses: [address] },
    required: ['addresses'],
  },
  {
    service: 'retention',
    path: '/v1/events',
    role: 'store',
    other: 'desk',
    body: { ...anOrderPlaced() },
    required: ['specversion', 'id', 'source', 'type', 'time', 'data'],
  },
  {
    service: 'retention',
    path: '/v1/clocks',
    role: 'officer',
    other: 'store',
    body: { party },
    required: ['party'],
  },
  {
    service: 'retention',
    path: '/v1/sweeps',
    role: 'officer',
    other: 'desk',
    body: { through: '2026-06-30', dryRun: true },
    required: [],
  },
  {
    service: 'consent',
    path: '/v1/simulations',
    role: 'officer',
    other: 'desk',
    body: { policy: 'policy: midare' },
    required: ['policy'],
  },
  {
    service: 'retention',
    path: '/v1/simulations',
    role: 'officer',
    other: 'store',
    body: { policy: 'policy: midare' },
    required: ['policy'],
  },
  {
    service: 'subject-requests',
    path: '/v1/requests',
    role: 'desk',
    other: 'marketing',
    body: { kind: 'access', party, identity: { method: 'known-to-desk' } },
    required: ['kind', 'party', 'identity'],
    once: true,
  },
];
