import type { HistoryInvoice } from '../read-history/history.js';

/** The first so many customers by number, whole, and as large a share of everybody else's invoices. */
export function limitCustomers(
  invoices: readonly HistoryInvoice[],
  limit: number | undefined,
): HistoryInvoice[] {
  const customers = [...new Set(invoices.flatMap(({ customer }) => customer ?? []))].sort(
    (a, b) => Number(a) - Number(b),
  );
  if (limit === undefined || limit >= customers.length) return [...invoices];
  const chosen = new Set(customers.slice(0, limit));
  const guests = invoices.filter(({ customer }) => customer === undefined);
  const share = new Set(guests.slice(0, Math.ceil((guests.length * limit) / customers.length)));
  return invoices.filter((invoice) =>
    invoice.customer === undefined ? share.has(invoice) : chosen.has(invoice.customer),
  );
}
