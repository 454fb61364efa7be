import type { SubjectKind } from '#contracts';
import type { UnmatchedLine } from '../match-cancellations/match-cancellations.js';
import type { LocalTime } from '../read-history/history.js';
import type { CivilDate } from '../shift-dates/local-time.js';
import type { MadeAddress, MadeContact } from './make-contact.js';

/** `kind`, `contact`, `registeredAt` and how the address was collected are made; number and country are history. */
export interface StoreCustomer {
  readonly number: string;
  readonly kind: SubjectKind;
  readonly country: string;
  readonly contact: MadeContact;
  readonly registeredAt: LocalTime;
  readonly collection: CollectedHow;
}

/** Made. */
export interface CollectedHow {
  readonly at: LocalTime;
  readonly optOutOffered: boolean;
  readonly refused: boolean;
}

/** Number, customer, country, time and amounts are history, product groups derived from it; the rest is made. */
export interface StoreOrder {
  readonly number: string;
  readonly customer?: string;
  readonly kind: SubjectKind;
  readonly country: string;
  readonly vatScheme: 'domestic' | 'oss';
  readonly productGroups: readonly string[];
  readonly placedAt: LocalTime;
  readonly pence: number;
  readonly lines: number;
  readonly guest?: { readonly contact: MadeContact; readonly collection: CollectedHow };
  readonly deliveryAddress: MadeAddress;
  readonly paidAt?: LocalTime;
  readonly deliveredAt?: LocalTime;
  readonly warrantyYears?: number;
  readonly cancellations: readonly StoreCancellation[];
}

/** From the matching; `refundedAt` is made. */
export interface StoreCancellation {
  readonly id: string;
  readonly at: LocalTime;
  readonly extent: 'whole' | 'part';
  readonly pence: number;
  readonly refundedAt?: LocalTime;
}

/** A cancellation, or the rest of one, whose order is not known; without a customer, some guest's. */
export interface StoreReturn {
  readonly number: string;
  readonly customer?: string;
  readonly at: LocalTime;
  readonly pence: number;
}

export interface StoreHistory {
  readonly customers: readonly StoreCustomer[];
  readonly orders: readonly StoreOrder[];
  readonly returns: readonly StoreReturn[];
  readonly unmatched: readonly UnmatchedLine[];
  /** Invoices that tell of nobody: stock corrections, bank charges. */
  readonly bookkeeping: number;
  readonly lastDay: CivilDate;
}

export type OrderState = 'placed' | 'delivered' | 'part-cancelled' | 'cancelled';

export function stateOf(order: StoreOrder): OrderState {
  if (order.cancellations.some(({ extent }) => extent === 'whole')) return 'cancelled';
  if (order.cancellations.length > 0) return 'part-cancelled';
  return order.deliveredAt === undefined ? 'placed' : 'delivered';
}
