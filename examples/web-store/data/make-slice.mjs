// Cuts the slice of the order history that the example web store replays.
//
//   node examples/web-store/data/make-slice.mjs <online-retail.csv.gz> [examples/web-store/data/order-history.csv.gz]
//
// Customers are taken whole, with every line of every invoice they have in the raw file, and lines are copied as they
// stand, in their order. Which customers: those named below because they carry an oddity, then the ones whose
// SHA-256 comes first, so that the choice follows no property of theirs. Guest invoices likewise, one by one.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';

const CUSTOMERS = 830;
const GUEST_INVOICES = 300;

const NAMED_CUSTOMERS = [
  '12748.0', // 106 invoices, four of them cancellations
  '17850.0 17891.0', // the first and the last order of the raw file
  '12431.0 12429.0 12370.0 12417.0 12422.0 12455.0', // two countries each
  '17547.0 13958.0 16995.0 14213.0 12605.0 12666.0 12505.0', // only cancellations
  '12647.0 14911.0 13081.0 15107.0 12415.0 12457.0', // lines at price zero
  '12346.0 15098.0', // everything sent back
  '15358.0 16923.0 14299.0', // more sent back than was bought
  '12428.0 12704.0 15108.0', // Finland and the European Community
].flatMap((row) => row.split(' '));

const [raw, slice = fileURLToPath(new URL('order-history.csv.gz', import.meta.url))] = process.argv.slice(2);
if (raw === undefined) {
  console.error('usage: make-slice.mjs <online-retail.csv.gz> [slice.csv.gz]');
  process.exit(2);
}

const lines = parse(gunzipSync(readFileSync(raw)), { raw: true, from_line: 2, relax_column_count: false }).map(
  ({ raw, record }) => ({ text: raw, invoice: record[0], customer: record[6] }),
);
const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n';

const byHash = (ids) =>
  [...new Set(ids)]
    .map((id) => ({ id, hash: createHash('sha256').update(`slice ${id}`).digest('hex') }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1))
    .map(({ id }) => id);

const customers = new Set(
  [...NAMED_CUSTOMERS, ...byHash(lines.filter((line) => line.customer !== '').map((line) => line.customer))].slice(
    0,
    CUSTOMERS + NAMED_CUSTOMERS.length,
  ),
);
const guestInvoices = new Set(
  byHash(lines.filter((line) => line.customer === '').map((line) => line.invoice)).slice(0, GUEST_INVOICES),
);

const kept = lines.filter((line) =>
  line.customer === '' ? guestInvoices.has(line.invoice) : customers.has(line.customer),
);
const csv = header + kept.map((line) => line.text).join('');
const packed = gzipSync(csv, { level: 9 });
writeFileSync(slice, packed);
console.log(
  JSON.stringify({
    customers: customers.size,
    guestInvoices: guestInvoices.size,
    invoices: new Set(kept.map((line) => line.invoice)).size,
    cancellations: new Set(kept.map((line) => line.invoice).filter((invoice) => invoice.startsWith('C'))).size,
    lines: kept.length,
    bytes: packed.length,
    sha256OfCsv: createHash('sha256').update(csv).digest('hex'),
  }),
);
