import { serviceFacts } from '#service';
import {
  addressHash,
  because,
  factFields,
  optional,
  part,
  recordVerdict,
  required,
  scope,
  sealed,
} from '#storage';
import type {
  ContractFact,
  Described,
  DescriptionFact,
  ErasedFact,
  GrantFact,
  LiftFact,
  ProhibitionFact,
  WithdrawalFact,
} from './consent-facts.js';

const collection = part<NonNullable<Described['collection']>>({
  collectedAt: required(String),
  optOutOffered: required(Boolean),
  refused: required(Boolean),
});

const values = part<NonNullable<Described['values']>>({
  name: optional(sealed),
  email: optional(sealed),
  phone: optional(sealed),
  organisation: optional(sealed),
  'job-title': optional(sealed),
  'user-id': optional(sealed),
});

const described = {
  act: required(String),
  via: required(String),
  subscriber: optional(String),
  notice: optional(String),
  sealedFor: optional(String),
  ownId: optional(sealed),
  values: optional(values),
  addresses: optional([addressHash]),
  wholeContact: optional(Boolean),
  capacity: optional(String),
  kind: optional(String),
  country: optional(String),
  collection: optional(collection),
} as const;

const choice = {
  party: required(String),
  purpose: required(String),
  channel: optional(String),
  recipient: optional(String),
  method: required(String),
  because: required([because]),
} as const;

const erased = factFields<ErasedFact>({
  party: required(String),
  outcome: required(String),
  directory: required(Boolean),
  kept: required([recordVerdict]),
});

export const consentFacts = serviceFacts({
  'party.described': factFields<DescriptionFact>({ party: required(String), ...described }),
  'contract.opened': factFields<ContractFact>({
    party: required(String),
    ...described,
    order: optional(String),
    keptByLaw: optional(Boolean),
    productGroups: optional([String]),
  }),
  'consent.granted': factFields<GrantFact>({
    ...choice,
    policyVersion: optional(String),
    evidence: optional(sealed),
  }),
  'consent.withdrawn': factFields<WithdrawalFact>({ ...choice, consents: required([String]) }),
  'suppression.added': factFields<ProhibitionFact>({
    suppression: required(String),
    address: optional(addressHash),
    scope: required(scope),
  }),
  'suppression.lifted': factFields<LiftFact>({ suppressions: required([String]) }),
  'party.erased': erased,
  'records.erased': erased,
});

const where = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } });
consentFacts.index({ 'addresses.hash': 1 }, { name: 'address', ...where('addresses.hash') });
consentFacts.index({ 'address.hash': 1 }, { name: 'prohibited_address', ...where('address.hash') });
consentFacts.index({ suppressions: 1 }, { name: 'lifted', ...where('suppressions') });
consentFacts.index({ type: 1, party: 1 }, { name: 'type_party' });
