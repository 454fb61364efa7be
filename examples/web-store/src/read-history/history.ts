import type { Country } from './country-codes.js';

/** A time as the history writes it, without a zone: `2010-12-01T08:26:00`, read as Europe/London. */
export type LocalTime = string;

export interface HistoryLine {
  readonly product: string;
  readonly description: string;
  readonly quantity: number;
  readonly pence: number;
}

/**
 * - `sale`: somebody ordered something.
 * - `cancellation`: number begins with C; names no order.
 * - `bookkeeping`: no buyer and nothing sold (stock corrections, bank charges); nobody's personal data.
 */
export type InvoiceKind = 'sale' | 'cancellation' | 'bookkeeping';

export interface HistoryInvoice {
  readonly number: string;
  readonly kind: InvoiceKind;
  /** Absent for a guest. */
  readonly customer?: string;
  readonly at: LocalTime;
  readonly country: Country;
  readonly lines: readonly HistoryLine[];
}

export interface HistoryProblem {
  readonly line: number;
  readonly reason: string;
}

export interface History {
  readonly invoices: readonly HistoryInvoice[];
  readonly problems: readonly HistoryProblem[];
}

/** Postage, fees, discounts, samples and corrections: lines that are not goods. */
const NOT_GOODS = new Set(['POST', 'DOT', 'C2', 'M', 'D', 'S', 'BANK CHARGES', 'AMAZONFEE']);
const FEES = new Set(['BANK CHARGES', 'AMAZONFEE']);

export const isGoods = (line: { readonly product: string }): boolean => !NOT_GOODS.has(line.product);
export const isFee = (line: { readonly product: string }): boolean => FEES.has(line.product);

export const penceOf = (lines: readonly HistoryLine[]): number =>
  lines.reduce((sum, line) => sum + line.quantity * line.pence, 0);
