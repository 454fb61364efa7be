import { parse } from 'csv-parse/sync';
import { countryOf } from './country-codes.js';
import {
  isFee,
  type History,
  type HistoryInvoice,
  type HistoryLine,
  type HistoryProblem,
  type InvoiceKind,
  type LocalTime,
} from './history.js';

const COLUMNS = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
];

interface Row extends HistoryLine {
  readonly number: string;
  readonly customer: string;
  readonly at: LocalTime;
  readonly country: string;
}

/** The order history from its CSV. A line that cannot be read is reported and left out; the others go on. */
export function readHistory(csv: string): History {
  const problems: HistoryProblem[] = [];
  const byInvoice = new Map<string, Row[]>();
  const [header, ...records] = parse(csv, { relax_column_count: true, bom: true });
  if (header?.join() !== COLUMNS.join())
    throw new Error(`The order history must have the columns ${COLUMNS.join(', ')}`);
  records.forEach((record, index) => {
    const row = rowOf(record);
    if (typeof row === 'string') {
      problems.push({ line: index + 2, reason: row });
      return;
    }
    const rows = byInvoice.get(row.number);
    if (rows === undefined) byInvoice.set(row.number, [row]);
    else rows.push(row);
  });
  return { invoices: [...byInvoice.values()].map(invoiceOf).sort(byTime), problems };
}

/** By time, then by number, so that the order of lines in the file means nothing. */
export const byTime = (a: HistoryInvoice, b: HistoryInvoice): number =>
  compare(a.at, b.at) || compare(a.number, b.number);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function rowOf(record: readonly string[]): Row | string {
  const [
    number = '',
    product = '',
    description = '',
    quantity = '',
    at = '',
    price = '',
    customer = '',
    country = '',
  ] = record;
  if (record.length !== COLUMNS.length) return 'wrong-number-of-columns';
  if (!/^[A-Z]?\d+$/.test(number)) return 'invoice-number-unreadable';
  if (!/^-?\d+$/.test(quantity)) return 'quantity-unreadable';
  if (!/^-?\d+(\.\d+)?$/.test(price)) return 'price-unreadable';
  if (!/^(\d+(\.0)?)?$/.test(customer)) return 'customer-number-unreadable';
  const time = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/.exec(at);
  if (time === null || Number.isNaN(Date.parse(`${time[1]}T${time[2]}Z`))) return 'date-unreadable';
  return {
    number,
    product: product.trim().toUpperCase(),
    description: description.trim(),
    quantity: Number(quantity),
    pence: Math.round(Number(price) * 100),
    // Spreadsheets made numbers of the customer numbers: 12748.0.
    customer: customer.replace(/\.0$/, ''),
    at: `${time[1]}T${time[2]}`,
    country,
  };
}

function invoiceOf(rows: readonly Row[]): HistoryInvoice {
  const first = [...rows].sort((a, b) => compare(a.at, b.at) || compare(a.country, b.country))[0] as Row;
  const lines = rows.map(({ product, description, quantity, pence }) => ({
    product,
    description,
    quantity,
    pence,
  }));
  return {
    number: first.number,
    kind: kindOf(first, lines),
    ...(first.customer !== '' && { customer: first.customer }),
    at: first.at,
    country: countryOf(first.country),
    lines: lines.sort(
      (a, b) =>
        compare(a.product, b.product) ||
        a.quantity - b.quantity ||
        a.pence - b.pence ||
        compare(a.description, b.description),
    ),
  };
}

function kindOf({ number, customer }: Row, lines: readonly HistoryLine[]): InvoiceKind {
  if (customer === '' && lines.every(isFee)) return 'bookkeeping';
  if (number.startsWith('C')) return 'cancellation';
  return customer === '' && lines.every((line) => line.quantity < 0 || line.pence === 0)
    ? 'bookkeeping'
    : 'sale';
}
