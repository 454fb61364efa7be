import { type AddressCapacity, type AddressKind, type ContactDetails, spellingsOf } from '#contracts';
import type { ContactField } from './consent-facts.js';

/** A way to reach a person, in the spelling its blind index is made of. */
interface NormalisedAddress {
  readonly kind: AddressKind;
  readonly normalised: string;
}

export interface ContactDescription {
  readonly values: readonly (readonly [field: ContactField, value: string])[];
  readonly addresses: readonly NormalisedAddress[];
  readonly capacity?: AddressCapacity;
}

const addressKinds: Readonly<Partial<Record<ContactField, AddressKind>>> = {
  email: 'email',
  phone: 'phone',
  'user-id': 'user-id',
};

/** What was told, as it was told; an address that no message could reach is kept but not indexed. */
export function describeContact(contact: ContactDetails = {}, user?: string): ContactDescription {
  const told: readonly (readonly [ContactField, string | undefined])[] = [
    ['name', contact.name],
    ['email', contact.email],
    ['phone', contact.phone],
    ['organisation', contact.organisation],
    ['job-title', contact.jobTitle],
    ['user-id', user],
  ];
  const values = told.flatMap(([field, value]) => (value === undefined ? [] : [[field, value] as const]));
  const addresses = values.flatMap(([field, value]) => {
    const kind = addressKinds[field];
    return kind === undefined ? [] : spellingsOf(kind, value).map((normalised) => ({ kind, normalised }));
  });
  const { capacity } = contact;
  return { values, addresses, ...(capacity !== undefined && { capacity }) };
}
