import type { HistoryInvoice } from './read-history/history.js';
import { readHistory } from './read-history/read-history.js';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

/** Lines of the history's CSV below its header. */
export const csvOf = (...lines: readonly string[]): string => [HEADER, ...lines, ''].join('\n');

export const invoicesOf = (...lines: readonly string[]): readonly HistoryInvoice[] =>
  readHistory(csvOf(...lines)).invoices;

/** Of customer 17850 unless said. */
function lineOf(number: string, at: string, product: string, quantity: number, customer = '17850.0'): string {
  return `${number},${product},THING ${product},${quantity},${at}:00,1.5,${customer},United Kingdom`;
}

export const invoice = (
  number: string,
  at: string,
  products: Record<string, number>,
  customer?: string,
): string[] =>
  Object.entries(products).map(([product, quantity]) => lineOf(number, at, product, quantity, customer));
