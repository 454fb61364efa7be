import {
  AccountActivated,
  ClaimClosed,
  ClaimOpened,
  ContactLogged,
  CustomerRegistered,
  CustomerRelationshipEnded,
  CustomerRoleChanged,
  CustomerRoleEnded,
  CustomerUpdated,
  FeedbackReceived,
  InvoiceCredited,
  InvoiceIssued,
  OrderCancelled,
  OrderDelivered,
  OrderPlaced,
  OrderReturned,
  PaymentReceived,
  PaymentRefunded,
  RecordHeld,
  RecordReleased,
  SurveyAnswered,
  UsageRecorded,
  WarrantyStarted,
} from '#contracts';
import type { CloudEvent } from '#contracts';

type Envelope = Partial<Omit<CloudEvent, 'data' | 'type'>>;

/** Overrides of the fixed data, then of the envelope. Without an id of its own an event's id follows from its data. */
export type EventBuilder<T> = (data?: Partial<T>, envelope?: Envelope) => CloudEvent<T>;

const buyer = { customer: '12748' };
const order = '536365';

/** Anna Virtanen, customer 12748 of the web store, buys, pays and complains in June 2026. */
function builder<T extends object>(
  dataClass: { new (): T; readonly type: string },
  fixed: T,
): EventBuilder<T> {
  const { type } = dataClass;
  return (data = {}, envelope = {}) => {
    const whole: T = { ...fixed, ...data };
    return {
      specversion: '1.0',
      id: `${type}:${idFrom(whole)}`,
      source: '/web-store',
      time: '2026-06-30T09:12:00Z',
      datacontenttype: 'application/json',
      ...envelope,
      type,
      data: whole,
    };
  };
}

/** What tells one act from another of its type: its own ids and when it was done. */
const idFrom = (data: object): string =>
  Object.entries(data)
    .flatMap(([, value]) => (typeof value === 'string' ? [value] : []))
    .slice(0, 3)
    .join('/')
    .replace(/[^A-Za-z0-9._:/-]/g, '_');

export const aCustomerRegistered = builder(CustomerRegistered, {
  customer: '12748',
  registeredAt: '2026-05-02T10:00:00+03:00',
  kind: 'consumer',
  country: 'FI',
  contact: { name: 'Anna Virtanen', email: 'anna.virtanen@example.com', phone: '+358401234567' },
  addressCollection: { collectedAt: '2026-05-02T10:00:00+03:00', optOutOffered: true, refused: false },
});
export const aCustomerUpdated = builder(CustomerUpdated, {
  customer: '12748',
  updatedAt: '2026-06-10T12:00:00+03:00',
  contact: { name: 'Anna Korhonen', email: 'anna.korhonen@example.com' },
});
export const aCustomerRoleChanged = builder(CustomerRoleChanged, {
  customer: '12748',
  changedAt: '2026-06-11T12:00:00+03:00',
  role: 'purchaser',
});
export const aCustomerRoleEnded = builder(CustomerRoleEnded, {
  customer: '12748',
  endedAt: '2026-06-12T12:00:00+03:00',
});
export const aCustomerRelationshipEnded = builder(CustomerRelationshipEnded, {
  customer: '12748',
  endedAt: '2026-06-29T12:00:00+03:00',
});
export const aUsageRecorded = builder(UsageRecorded, {
  usage: 'usage-1',
  customer: '12748',
  service: 'web-shop',
  recordedAt: '2026-06-13T12:00:00+03:00',
});
export const aSurveyAnswered = builder(SurveyAnswered, {
  answer: 'answer-1',
  survey: 'survey-2026',
  customer: '12748',
  answeredAt: '2026-06-14T12:00:00+03:00',
});
export const aRecordHeld = builder(RecordHeld, {
  record: 'record-1',
  customer: '12748',
  controller: 'controller-1',
  heldAt: '2026-06-15T12:00:00+03:00',
});
export const aRecordReleased = builder(RecordReleased, {
  record: 'record-1',
  customer: '12748',
  controller: 'controller-1',
  releasedAt: '2026-06-16T12:00:00+03:00',
});
export const anAccountActivated = builder(AccountActivated, {
  user: 'user-1',
  customer: '12748',
  subscriber: 'employer-1',
  activatedAt: '2026-06-01T08:00:00+03:00',
});
export const anOrderPlaced = builder(OrderPlaced, {
  order,
  placedAt: '2026-06-02T10:00:00+03:00',
  buyer,
  buyerKind: 'consumer',
  country: 'FI',
  vatScheme: 'domestic',
  productGroups: ['tea-lights'],
});
export const anOrderCancelled = builder(OrderCancelled, {
  order,
  cancellation: 'C536365',
  buyer,
  cancelledAt: '2026-06-03T10:00:00+03:00',
  extent: 'whole',
});
export const anOrderReturned = builder(OrderReturned, {
  return: 'R536365',
  order,
  buyer,
  returnedAt: '2026-06-12T10:00:00+03:00',
  extent: 'part',
});
export const anOrderDelivered = builder(OrderDelivered, {
  order,
  buyer,
  deliveredAt: '2026-06-05T10:00:00+03:00',
});
export const anInvoiceIssued = builder(InvoiceIssued, {
  invoice: 'I536365',
  order,
  buyer,
  issuedOn: '2026-06-02',
});
export const anInvoiceCredited = builder(InvoiceCredited, {
  creditNote: 'N536365',
  invoice: 'I536365',
  order,
  buyer,
  creditedOn: '2026-06-13',
});
export const aPaymentReceived = builder(PaymentReceived, {
  payment: 'P536365',
  order,
  buyer,
  receivedAt: '2026-06-04T10:00:00+03:00',
});
export const aPaymentRefunded = builder(PaymentRefunded, {
  refund: 'F536365',
  order,
  buyer,
  refundedAt: '2026-06-14T10:00:00+03:00',
});
export const aWarrantyStarted = builder(WarrantyStarted, {
  warranty: 'W536365',
  order,
  buyer,
  startedAt: '2026-06-05T10:00:00+03:00',
  endsOn: '2028-06-05',
});
export const aClaimOpened = builder(ClaimOpened, {
  claim: 'K536365',
  order,
  buyer,
  openedAt: '2026-06-20T10:00:00+03:00',
});
export const aClaimClosed = builder(ClaimClosed, {
  claim: 'K536365',
  order,
  buyer,
  closedAt: '2026-06-25T10:00:00+03:00',
});
export const aFeedbackReceived = builder(FeedbackReceived, {
  feedback: 'feedback-1',
  customer: '12748',
  receivedAt: '2026-06-21T10:00:00+03:00',
});
export const aContactLogged = builder(ContactLogged, {
  contact: 'contact-1',
  customer: '12748',
  channel: 'phone',
  loggedAt: '2026-06-22T10:00:00+03:00',
});
