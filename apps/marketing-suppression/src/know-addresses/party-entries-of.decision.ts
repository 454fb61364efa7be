import {
  AccountActivated,
  buyerParty,
  type CloudEvent,
  type ContactDetails,
  CustomerRegistered,
  CustomerRoleChanged,
  CustomerRoleEnded,
  CustomerUpdated,
  customerParty,
  spellingsOf,
  OrderPlaced,
} from '#contracts';
import type { AddressFact, Collection, WorkRoleFact } from '../address-fact.js';
import type { Address } from '../address.js';

type Told = { readonly partyId: string; readonly record: string; readonly at: string };

/** Party entries before the shell gives them party reference, hashes, civil date and moment of intake. */
type AddressEntry = Told &
  Pick<AddressFact, 'kind' | 'subjectKind' | 'wholeContact' | 'capacity' | 'productGroups'> & {
    readonly what: 'address';
    readonly addresses: readonly Address[];
    readonly collection?: Collection;
  };
type WorkRoleEntry = Told & Pick<WorkRoleFact, 'ended'> & { readonly what: 'work-role' };
export type PartyEntry = AddressEntry | WorkRoleEntry;

/** What a store event tells of its parties' addresses and roles; nothing where it tells nothing of them. */
export function partyEntriesOf(event: CloudEvent): readonly PartyEntry[] {
  switch (event.type) {
    case CustomerRegistered.type:
      return [ofRegistration(event.data as CustomerRegistered)];
    case CustomerUpdated.type:
      return [ofUpdate(event.data as CustomerUpdated)];
    case CustomerRoleChanged.type: {
      const { customer, changedAt } = event.data as CustomerRoleChanged;
      return [ofRole(customer, changedAt, false)];
    }
    case CustomerRoleEnded.type: {
      const { customer, endedAt } = event.data as CustomerRoleEnded;
      return [ofRole(customer, endedAt, true)];
    }
    case OrderPlaced.type:
      return [ofOrder(event.data as OrderPlaced)];
    case AccountActivated.type:
      return ofAccount(event.data as AccountActivated);
    default:
      return [];
  }
}

function ofRegistration({
  customer,
  registeredAt,
  kind,
  contact,
  addressCollection,
}: CustomerRegistered): PartyEntry {
  return {
    what: 'address',
    partyId: customerParty('', customer).id,
    kind: 'customer',
    record: customer,
    at: registeredAt,
    ...contactIn(contact),
    ...(contact !== undefined && { wholeContact: true }),
    subjectKind: kind,
    ...(addressCollection !== undefined && { collection: collectionOf(addressCollection) }),
  };
}

/** Where an update's address came from is not told, so it is never one that came with a sale. */
function ofUpdate({ customer, updatedAt, contact }: CustomerUpdated): PartyEntry {
  const partyId = customerParty('', customer).id;
  return {
    what: 'address',
    partyId,
    kind: 'customer',
    record: customer,
    at: updatedAt,
    ...contactIn(contact),
    wholeContact: true,
  };
}

function ofRole(customer: string, at: string, ended: boolean): PartyEntry {
  return { what: 'work-role', partyId: customerParty('', customer).id, record: customer, at, ended };
}

function ofOrder({
  order,
  placedAt,
  buyer,
  buyerKind,
  buyerContact,
  productGroups,
  addressCollection,
}: OrderPlaced): PartyEntry {
  return {
    what: 'address',
    partyId: buyerParty('', buyer, order).id,
    kind: 'order',
    record: order,
    at: placedAt,
    ...contactIn(buyerContact),
    subjectKind: buyerKind,
    productGroups,
    ...(addressCollection !== undefined && { collection: collectionOf(addressCollection) }),
  };
}

/** A user id reaches the user, and the customer it belongs to. */
function ofAccount({ user, customer, activatedAt }: AccountActivated): readonly PartyEntry[] {
  const parties = [`user/${user}`, ...(customer === undefined ? [] : [customerParty('', customer).id])];
  return parties.map((partyId) => ({
    what: 'address',
    partyId,
    kind: 'account',
    record: user,
    at: activatedAt,
    addresses: normalised([{ kind: 'user-id', value: user }]),
  }));
}

const collectionOf = ({ collectedAt, optOutOffered, refused }: Collection): Collection => ({
  collectedAt,
  optOutOffered,
  refused,
});

function contactIn({ email = '', phone = '', capacity }: ContactDetails = {}): Pick<
  AddressEntry,
  'addresses' | 'capacity'
> {
  const addresses = normalised([
    { kind: 'email', value: email },
    { kind: 'phone', value: phone },
  ]);
  return { addresses, ...(capacity !== undefined && { capacity }) };
}

/** What no message can be sent to is no address: it is left out, the rest of the event holds. */
function normalised(raw: readonly Address[]): readonly Address[] {
  return raw.flatMap(({ kind, value }) => {
    const spellings = value === '' ? [] : spellingsOf(kind, value);
    return spellings.map((spelling) => ({ kind, value: spelling }));
  });
}
