import { IsOptional, Matches } from 'class-validator';
import { IsOwnId, OWN_ID } from './fields.js';

/**
 * A party as its source knows it. `id` is `customer/<number>`; for a guest the role in the order,
 * `buyer/<order>` or `recipient/<order>`; for a user of a service `user/<id>`. Never an address.
 */
export class PartyId {
  @Matches(/^[a-z][a-z0-9-]{1,39}$/, { message: 'must name a source such as web-store' })
  source!: string;

  @Matches(new RegExp(`^(customer|buyer|recipient|user)/${OWN_ID}$`), {
    message: 'must be customer/…, buyer/…, recipient/… or user/… with the id the source uses',
  })
  id!: string;
}

/** Who stands on one side of an order: a registered customer, or (without one) this order's guest. */
export class OrderParty {
  @IsOptional()
  @IsOwnId()
  customer?: string;
}

export const SUBJECT_KINDS = ['consumer', 'business-contact', 'public-organisation-contact'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** 917/2014 §202: an organisation's own address; a person's because of their work duties; a person's own. */
export const ADDRESS_CAPACITIES = ['legal-person', 'work-role', 'private'] as const;
export type AddressCapacity = (typeof ADDRESS_CAPACITIES)[number];

export const customerParty = (source: string, customer: string): PartyId => ({
  source,
  id: `customer/${customer}`,
});

export const buyerParty = (source: string, buyer: OrderParty, order: string): PartyId =>
  buyer.customer === undefined ? { source, id: `buyer/${order}` } : customerParty(source, buyer.customer);

export const recipientParty = (source: string, recipient: OrderParty, order: string): PartyId =>
  recipient.customer === undefined
    ? { source, id: `recipient/${order}` }
    : customerParty(source, recipient.customer);
