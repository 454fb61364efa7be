import {
  AccountActivated,
  customerParty,
  CustomerRegistered,
  CustomerRelationshipEnded,
  CustomerRoleChanged,
  CustomerRoleEnded,
  CustomerUpdated,
  type CloudEvent,
} from '#contracts';
import { describeContact } from '../describe-contact.decision.js';
import type { PartyAct } from '../directory-act.js';

export const DESCRIBING_TYPES: readonly string[] = [
  CustomerRegistered.type,
  CustomerUpdated.type,
  CustomerRoleChanged.type,
  CustomerRoleEnded.type,
  CustomerRelationshipEnded.type,
  AccountActivated.type,
];

/** What one store event tells about a party; the event's own id is the fact's, since two updates may share an instant. */
export function describeParty({ id, source: from, type, data }: CloudEvent): PartyAct {
  const source = from.slice(1);
  const common = { _id: `${source}/event/${id}`, type: 'party.described', via: 'subject' } as const;
  switch (type) {
    case CustomerRegistered.type: {
      const {
        customer,
        registeredAt: at,
        contact,
        kind,
        country,
        addressCollection,
      } = data as CustomerRegistered;
      const party = customerParty(source, customer);
      const collection = addressCollection === undefined ? {} : { collection: addressCollection };
      return {
        ...common,
        act: 'registered',
        party,
        at,
        contact: describeContact(contact),
        ...(contact !== undefined && { wholeContact: true }),
        kind,
        country,
        ...collection,
      };
    }
    case CustomerUpdated.type: {
      const { customer, updatedAt: at, contact } = data as CustomerUpdated;
      return {
        ...common,
        act: 'updated',
        party: customerParty(source, customer),
        at,
        contact: describeContact(contact),
        wholeContact: true,
      };
    }
    case CustomerRoleChanged.type: {
      const { customer, changedAt: at, role } = data as CustomerRoleChanged;
      const contact = describeContact({ jobTitle: role });
      return { ...common, act: 'role-changed', party: customerParty(source, customer), at, contact };
    }
    case CustomerRoleEnded.type: {
      const { customer, endedAt: at } = data as CustomerRoleEnded;
      return {
        ...common,
        act: 'role-ended',
        party: customerParty(source, customer),
        at,
        contact: describeContact(),
      };
    }
    case CustomerRelationshipEnded.type: {
      const { customer, endedAt: at } = data as CustomerRelationshipEnded;
      const party = customerParty(source, customer);
      return { ...common, act: 'relationship-ended', party, at, contact: describeContact() };
    }
    case AccountActivated.type: {
      const { user, customer, subscriber, activatedAt: at } = data as AccountActivated;
      const party = customer === undefined ? { source, id: `user/${user}` } : customerParty(source, customer);
      const origin = subscriber === undefined ? {} : ({ via: 'subscriber', subscriber } as const);
      return {
        ...common,
        ...origin,
        act: 'account-activated',
        party,
        at,
        contact: describeContact({}, user),
      };
    }
    default:
      throw new Error(`${type} describes no party`);
  }
}
