import { ArrayMaxSize, IsArray, IsBoolean, IsOptional, Matches } from 'class-validator';
import {
  IsActAt,
  IsActOn,
  IsCountry,
  IsEndOn,
  IsOneOf,
  IsOwnId,
  IsPolicyWord,
  IsShape,
  IsShortText,
} from './fields.js';
import {
  ADDRESS_CAPACITIES,
  type AddressCapacity,
  OrderParty,
  SUBJECT_KINDS,
  type SubjectKind,
} from './party.js';
import { defineContracts, type Publisher } from './registry.js';

/** Ways to reach a person. Personal data: sealed wherever it is stored, never logged. */
export class ContactDetails {
  @IsOptional() @IsShortText() name?: string;
  @IsOptional() @IsShortText() email?: string;
  @IsOptional() @IsShortText() phone?: string;
  @IsOptional() @IsShortText() organisation?: string;
  @IsOptional() @IsShortText() jobTitle?: string;
  /** In what capacity these addresses are used; not known where left out, and then no marketing without consent or sale. */
  @IsOptional() @IsOneOf(ADDRESS_CAPACITIES) capacity?: AddressCapacity;
}

/** How an address came to the store; 917/2014 §200(3) asks for each of these. */
export class AddressCollection {
  @IsActAt() collectedAt!: string;
  @IsBoolean() optOutOffered!: boolean;
  @IsBoolean() refused!: boolean;
}

export class CustomerRegistered {
  static readonly type = 'customer.registered.v1';
  @IsOwnId() customer!: string;
  @IsActAt() registeredAt!: string;
  @IsOneOf(SUBJECT_KINDS) kind!: SubjectKind;
  @IsCountry() country!: string;
  @IsOptional() @IsShape(() => ContactDetails) contact?: ContactDetails;
  @IsOptional() @IsShape(() => AddressCollection) addressCollection?: AddressCollection;
}

export class CustomerUpdated {
  static readonly type = 'customer.updated.v1';
  @IsOwnId() customer!: string;
  @IsActAt() updatedAt!: string;
  @IsShape(() => ContactDetails) contact!: ContactDetails;
}

export class CustomerRoleChanged {
  static readonly type = 'customer.role-changed.v1';
  @IsOwnId() customer!: string;
  @IsActAt() changedAt!: string;
  @IsShortText() role!: string;
}

export class CustomerRoleEnded {
  static readonly type = 'customer.role-ended.v1';
  @IsOwnId() customer!: string;
  @IsActAt() endedAt!: string;
}

export class CustomerRelationshipEnded {
  static readonly type = 'customer.relationship-ended.v1';
  @IsOwnId() customer!: string;
  @IsActAt() endedAt!: string;
}

export class UsageRecorded {
  static readonly type = 'usage.recorded.v1';
  @IsOwnId() usage!: string;
  @IsOwnId() customer!: string;
  @IsOwnId() service!: string;
  @IsActAt() recordedAt!: string;
}

export class SurveyAnswered {
  static readonly type = 'survey.answered.v1';
  @IsOwnId() answer!: string;
  @IsOwnId() survey!: string;
  @IsOwnId() customer!: string;
  @IsActAt() answeredAt!: string;
}

/** A record held for another controller (Art. 28), outside our own replies. */
export class RecordHeld {
  static readonly type = 'record.held.v1';
  @IsOwnId() record!: string;
  @IsOwnId() customer!: string;
  @IsOwnId() controller!: string;
  @IsActAt() heldAt!: string;
}

export class RecordReleased {
  static readonly type = 'record.released.v1';
  @IsOwnId() record!: string;
  @IsOwnId() customer!: string;
  @IsOwnId() controller!: string;
  @IsActAt() releasedAt!: string;
}

/** A user account opened by a subscriber of the service, such as the employer (Art. 14 applies). */
export class AccountActivated {
  static readonly type = 'account.activated.v1';
  @IsOwnId() user!: string;
  @IsOptional() @IsOwnId() customer?: string;
  @IsOptional() @IsOwnId() subscriber?: string;
  @IsActAt() activatedAt!: string;
}

export class OrderPlaced {
  static readonly type = 'order.placed.v1';
  @IsOwnId() order!: string;
  @IsActAt() placedAt!: string;
  @IsShape(() => OrderParty) buyer!: OrderParty;
  @IsOneOf(SUBJECT_KINDS) buyerKind!: SubjectKind;
  /** A guest's contact details come with the order; a customer's with the registration. */
  @IsOptional() @IsShape(() => ContactDetails) buyerContact?: ContactDetails;
  @IsOptional() @IsShape(() => OrderParty) recipient?: OrderParty;
  @IsCountry() country!: string;
  @IsOneOf(['domestic', 'oss']) vatScheme!: 'domestic' | 'oss';
  @IsArray() @ArrayMaxSize(50) @Matches(/^[a-z][a-z0-9-]{0,39}$/, { each: true }) productGroups!: string[];
  @IsOptional() @IsShape(() => AddressCollection) addressCollection?: AddressCollection;
}

/** What every later event of an order repeats, since any may come before the order itself. */
class OfOrder {
  @IsOwnId() order!: string;
  @IsShape(() => OrderParty) buyer!: OrderParty;
}

export class OrderCancelled extends OfOrder {
  static readonly type = 'order.cancelled.v1';
  @IsOwnId() cancellation!: string;
  @IsActAt() cancelledAt!: string;
  @IsOneOf(['whole', 'part']) extent!: 'whole' | 'part';
}

export class OrderReturned {
  static readonly type = 'order.returned.v1';
  @IsOwnId() return!: string;
  /** Absent where the store cannot say which order the goods came from. */
  @IsOptional() @IsOwnId() order?: string;
  @IsShape(() => OrderParty) buyer!: OrderParty;
  @IsActAt() returnedAt!: string;
  @IsOneOf(['whole', 'part']) extent!: 'whole' | 'part';
}

export class OrderDelivered extends OfOrder {
  static readonly type = 'order.delivered.v1';
  @IsActAt() deliveredAt!: string;
}

export class InvoiceIssued extends OfOrder {
  static readonly type = 'invoice.issued.v1';
  @IsOwnId() invoice!: string;
  @IsActOn() issuedOn!: string;
}

export class InvoiceCredited extends OfOrder {
  static readonly type = 'invoice.credited.v1';
  @IsOwnId() creditNote!: string;
  @IsOwnId() invoice!: string;
  @IsActOn() creditedOn!: string;
}

export class PaymentReceived extends OfOrder {
  static readonly type = 'payment.received.v1';
  @IsOwnId() payment!: string;
  @IsActAt() receivedAt!: string;
}

export class PaymentRefunded extends OfOrder {
  static readonly type = 'payment.refunded.v1';
  @IsOwnId() refund!: string;
  @IsActAt() refundedAt!: string;
}

export class WarrantyStarted extends OfOrder {
  static readonly type = 'warranty.started.v1';
  @IsOwnId() warranty!: string;
  @IsActAt() startedAt!: string;
  @IsEndOn() endsOn!: string;
}

export class ClaimOpened extends OfOrder {
  static readonly type = 'claim.opened.v1';
  @IsOwnId() claim!: string;
  @IsActAt() openedAt!: string;
}

export class ClaimClosed extends OfOrder {
  static readonly type = 'claim.closed.v1';
  @IsOwnId() claim!: string;
  @IsActAt() closedAt!: string;
}

export class FeedbackReceived {
  static readonly type = 'feedback.received.v1';
  @IsOwnId() feedback!: string;
  @IsOwnId() customer!: string;
  @IsActAt() receivedAt!: string;
}

export class ContactLogged {
  static readonly type = 'contact.logged.v1';
  @IsOwnId() contact!: string;
  @IsOwnId() customer!: string;
  @IsPolicyWord() channel!: string;
  @IsActAt() loggedAt!: string;
}

/** Over HTTP a store tells these to this service, which publishes them in the store's name. */
export const STORE_EVENTS_OVER_HTTP: Publisher = 'retention';

export const storeContracts = defineContracts('store', [
  CustomerRegistered,
  CustomerUpdated,
  CustomerRoleChanged,
  CustomerRoleEnded,
  CustomerRelationshipEnded,
  UsageRecorded,
  SurveyAnswered,
  RecordHeld,
  RecordReleased,
  AccountActivated,
  OrderPlaced,
  OrderCancelled,
  OrderReturned,
  OrderDelivered,
  InvoiceIssued,
  InvoiceCredited,
  PaymentReceived,
  PaymentRefunded,
  WarrantyStarted,
  ClaimOpened,
  ClaimClosed,
  FeedbackReceived,
  ContactLogged,
]);

export const STORE_EVENT_TYPES: readonly string[] = storeContracts.map(({ type }) => type);
