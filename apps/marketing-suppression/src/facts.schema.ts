import { serviceFacts } from '#service';
import { addressHash, because, factFields, optional, part, required, scope, sealed } from '#storage';
import {
  ADDRESS_KNOWN,
  type AddressFact,
  type Collection,
  ERASED,
  type ErasedFact,
  ROLE_STATED,
  type WorkRoleFact,
} from './address-fact.js';
import {
  CONSENT_ERASED,
  CONSENT_GRANTED,
  CONSENT_WITHDRAWN,
  type ConsentErasedFact,
  type GrantFact,
  type WithdrawalFact,
} from './choice-fact.js';
import {
  ECHOED,
  type EchoFact,
  LIFTED,
  type LiftFact,
  PROHIBITED,
  type ProhibitionFact,
} from './prohibition.js';

const collection = part<Collection>({
  collectedAt: required(String),
  optOutOffered: required(Boolean),
  refused: required(Boolean),
});

const consent = {
  party: required(String),
  purpose: required(String),
  channel: optional(String),
  recipient: optional(String),
} as const;

export const suppressionFacts = serviceFacts({
  [PROHIBITED]: factFields<ProhibitionFact>({
    suppression: required(String),
    address: optional(addressHash),
    addressOnly: optional(Boolean),
    scope: required(scope),
    method: required(String),
    because: required([because]),
    evidence: required(sealed),
  }),
  [ECHOED]: factFields<EchoFact>({
    suppression: required(String),
    root: required(String),
    address: required(addressHash),
    addressOnly: optional(Boolean),
    scope: required(scope),
    method: required(String),
  }),
  [LIFTED]: factFields<LiftFact>({
    lift: required(String),
    suppressions: required([String]),
    method: required(String),
    because: required([because]),
    evidence: optional(sealed),
  }),
  [ADDRESS_KNOWN]: factFields<AddressFact>({
    party: required(String),
    partyId: required(String),
    source: required(String),
    kind: required(String),
    record: required(String),
    addresses: required([addressHash]),
    subjectKind: optional(String),
    wholeContact: optional(Boolean),
    capacity: optional(String),
    collection: optional(collection),
    productGroups: optional([String]),
  }),
  [ROLE_STATED]: factFields<WorkRoleFact>({
    party: required(String),
    record: required(String),
    ended: required(Boolean),
  }),
  [ERASED]: factFields<ErasedFact>({
    party: required(String),
    records: optional([String]),
    held: required(Number),
    standing: required([String]),
  }),
  [CONSENT_GRANTED]: factFields<GrantFact>({
    ...consent,
    consent: required(String),
    policyVersion: optional(String),
  }),
  [CONSENT_WITHDRAWN]: factFields<WithdrawalFact>({
    ...consent,
    withdrawal: required(String),
    consents: required([String]),
  }),
  [CONSENT_ERASED]: factFields<ConsentErasedFact>({ policyVersion: optional(String) }),
});

const where = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } });
const ofType = (type: string) => ({ partialFilterExpression: { type } });
suppressionFacts.index({ 'address.hash': 1 }, { name: 'address_hash', ...where('address.hash') });
suppressionFacts.index({ 'addresses.hash': 1 }, { name: 'addresses_hash', ...where('addresses.hash') });
suppressionFacts.index({ suppressions: 1 }, { name: 'lifted', ...where('suppressions') });
suppressionFacts.index({ type: 1 }, { name: 'prohibitions', ...ofType(PROHIBITED) });
suppressionFacts.index({ takenAt: 1 }, { name: 'lifts', ...ofType(LIFTED) });
