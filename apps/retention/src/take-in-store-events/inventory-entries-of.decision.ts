import {
  AccountActivated,
  buyerParty,
  ClaimClosed,
  ClaimOpened,
  type CloudEvent,
  ContactLogged,
  CustomerRegistered,
  CustomerRelationshipEnded,
  CustomerRoleChanged,
  CustomerRoleEnded,
  CustomerUpdated,
  customerParty,
  type DataClass,
  FeedbackReceived,
  InvoiceCredited,
  InvoiceIssued,
  OrderCancelled,
  OrderDelivered,
  type OrderParty,
  OrderPlaced,
  OrderReturned,
  PaymentReceived,
  PaymentRefunded,
  RecordHeld,
  type RecordKind,
  RecordReleased,
  recipientParty,
  SurveyAnswered,
  UsageRecorded,
  WarrantyStarted,
} from '#contracts';
import type { InventoryFact, RecordMark } from '../inventory-fact.js';

/** An inventory fact before the shell gives it its party reference, civil date and moment of intake. */
export type InventoryEntry = Pick<
  InventoryFact,
  | 'partyId'
  | 'kind'
  | 'record'
  | 'mark'
  | 'ownAct'
  | 'vat'
  | 'country'
  | 'order'
  | 'controller'
  | 'subjectKind'
> & {
  /** Instant, or a civil date where the act has no time of day. */
  readonly at: string;
};

interface Row<T> {
  readonly kind: RecordKind;
  readonly record: keyof T & string;
  readonly at: keyof T & string;
  readonly mark?: RecordMark | ((data: T) => RecordMark);
  /** Whether the person did it; the company's own acts do not keep a relationship going. */
  readonly ownAct: boolean;
}

type EntryOf = (data: object) => InventoryEntry;

const byExtent =
  (whole: RecordMark, part: RecordMark) =>
  (data: { extent: 'whole' | 'part' }): RecordMark =>
    data.extent === 'whole' ? whole : part;

function row<T extends object>(dataClass: DataClass<T>, shape: Row<T>): readonly [string, EntryOf] {
  const entryOf = (data: T): InventoryEntry => {
    const { customer, order, buyer, controller, kind, country } = data as Partial<Record<string, string>> & {
      buyer?: OrderParty;
    };
    const record = data[shape.record] as string;
    const mark = typeof shape.mark === 'function' ? shape.mark(data) : (shape.mark ?? 'opened');
    return {
      partyId: partyIdOf(data[shape.record] as string, customer, buyer, order),
      kind: shape.kind,
      record,
      mark,
      ownAct: shape.ownAct,
      at: data[shape.at] as string,
      ...(order !== undefined && { order }),
      ...(controller !== undefined && { controller }),
      ...(country !== undefined && { country }),
      ...(kind !== undefined && { subjectKind: kind }),
    };
  };
  return [dataClass.type, entryOf as EntryOf];
}

function partyIdOf(record: string, customer?: string, buyer?: OrderParty, order?: string): string {
  if (buyer !== undefined) return buyerParty('', buyer, order ?? record).id;
  return customer === undefined ? `user/${record}` : customerParty('', customer).id;
}

const rows: ReadonlyMap<string, EntryOf> = new Map([
  row(CustomerRegistered, { kind: 'customer', record: 'customer', at: 'registeredAt', ownAct: true }),
  row(CustomerUpdated, { kind: 'customer', record: 'customer', at: 'updatedAt', ownAct: true }),
  row(CustomerRoleChanged, { kind: 'customer', record: 'customer', at: 'changedAt', ownAct: false }),
  row(CustomerRoleEnded, { kind: 'customer', record: 'customer', at: 'endedAt', ownAct: false }),
  row(CustomerRelationshipEnded, { kind: 'customer', record: 'customer', at: 'endedAt', ownAct: false }),
  row(UsageRecorded, { kind: 'usage', record: 'usage', at: 'recordedAt', ownAct: true }),
  row(SurveyAnswered, { kind: 'survey', record: 'answer', at: 'answeredAt', ownAct: true }),
  row(RecordHeld, { kind: 'usage', record: 'record', at: 'heldAt', ownAct: false }),
  row(RecordReleased, { kind: 'usage', record: 'record', at: 'releasedAt', mark: 'closed', ownAct: false }),
  row(AccountActivated, { kind: 'account', record: 'user', at: 'activatedAt', ownAct: true }),
  row(OrderCancelled, {
    kind: 'order',
    record: 'order',
    at: 'cancelledAt',
    mark: byExtent('cancelled', 'part-cancelled'),
    ownAct: true,
  }),
  row(OrderDelivered, {
    kind: 'order',
    record: 'order',
    at: 'deliveredAt',
    mark: 'delivered',
    ownAct: false,
  }),
  row(InvoiceIssued, { kind: 'invoice', record: 'invoice', at: 'issuedOn', ownAct: false }),
  row(InvoiceCredited, { kind: 'credit-note', record: 'creditNote', at: 'creditedOn', ownAct: false }),
  row(PaymentReceived, { kind: 'payment', record: 'payment', at: 'receivedAt', ownAct: true }),
  row(PaymentRefunded, { kind: 'refund', record: 'refund', at: 'refundedAt', ownAct: false }),
  row(WarrantyStarted, { kind: 'warranty', record: 'warranty', at: 'startedAt', ownAct: false }),
  row(ClaimOpened, { kind: 'claim', record: 'claim', at: 'openedAt', ownAct: true }),
  row(ClaimClosed, { kind: 'claim', record: 'claim', at: 'closedAt', mark: 'closed', ownAct: false }),
  row(FeedbackReceived, { kind: 'feedback', record: 'feedback', at: 'receivedAt', ownAct: true }),
  row(ContactLogged, { kind: 'contact-log', record: 'contact', at: 'loggedAt', ownAct: true }),
]);

/** What a store event says is held, about whom and since when. A buyer and a recipient each get their own entry. */
export function inventoryEntriesOf(event: CloudEvent): readonly InventoryEntry[] {
  if (event.type === OrderPlaced.type) return entriesOfOrder(event.data as OrderPlaced);
  if (event.type === OrderReturned.type) return [entryOfReturn(event.data as OrderReturned)];
  const entryOf = rows.get(event.type);
  if (entryOf === undefined) throw new Error(`no inventory entry is declared for ${event.type}`);
  return [entryOf(event.data as object)];
}

export const inventoryTypes: readonly string[] = [OrderPlaced.type, OrderReturned.type, ...rows.keys()];

function entriesOfOrder(data: OrderPlaced): readonly InventoryEntry[] {
  const order = {
    kind: 'order',
    record: data.order,
    order: data.order,
    mark: 'opened',
    at: data.placedAt,
    vat: data.vatScheme,
    country: data.country,
  } as const;
  const buyer = buyerParty('', data.buyer, data.order).id;
  const own: InventoryEntry = { ...order, partyId: buyer, ownAct: true, subjectKind: data.buyerKind };
  if (data.recipient === undefined) return [own];
  const recipient = recipientParty('', data.recipient, data.order).id;
  return recipient === buyer ? [own] : [own, { ...order, partyId: recipient, ownAct: false }];
}

/** Goods that came back from an order the store cannot name are a record of their own. */
function entryOfReturn(data: OrderReturned): InventoryEntry {
  const order = data.order ?? data.return;
  return {
    partyId: buyerParty('', data.buyer, order).id,
    kind: 'order',
    record: order,
    order,
    mark: byExtent('returned', 'part-returned')(data),
    ownAct: true,
    at: data.returnedAt,
  };
}
