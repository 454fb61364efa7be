import { byTime } from '../read-history/read-history.js';
import { isGoods, type HistoryInvoice, type HistoryLine, type LocalTime } from '../read-history/history.js';

export interface MatchedCancellation {
  /** The cancelling invoice, C… */
  readonly cancellation: string;
  readonly order: string;
  readonly at: LocalTime;
  /** `whole` when nothing of the order's goods is left after it, earlier cancellations counted in. */
  readonly extent: 'whole' | 'part';
  readonly creditedPence: number;
}

/**
 * - `no-customer`: a guest's cancellation; nothing says whose.
 * - `not-goods`: a discount or correction that was never bought.
 * - `never-bought`: the customer bought no such product in this history.
 * - `bought-only-later`: the first purchase comes after it.
 * - `more-than-bought`: the quantity beyond all that was bought before and not yet cancelled.
 */
type UnmatchedReason =
  | 'no-customer'
  | 'not-goods'
  | 'never-bought'
  | 'bought-only-later'
  | 'more-than-bought';

export interface UnmatchedLine {
  readonly cancellation: string;
  readonly product: string;
  readonly quantity: number;
  readonly reason: UnmatchedReason;
}

export interface Matching {
  readonly matched: readonly MatchedCancellation[];
  readonly unmatched: readonly UnmatchedLine[];
}

/** What one order still holds of one product; equal lines of an invoice are added together. */
interface Lot {
  readonly order: string;
  readonly at: LocalTime;
  readonly product: string;
  remaining: number;
}

/**
 * Finds the orders behind the cancellations, customer by customer, in the order of their times.
 * A cancelled product goes to the most recent earlier order that still holds exactly that quantity: to undo a
 * purchase is commoner than to undo a part of it, and people send back what they bought last. Failing that, to the
 * most recent that holds enough; failing that, over several, the most recent first.
 */
export function matchCancellations(invoices: readonly HistoryInvoice[]): Matching {
  const matched: MatchedCancellation[] = [];
  const unmatched: UnmatchedLine[] = [];
  for (const own of byCustomer(invoices)) {
    const lots = own.filter(({ kind }) => kind === 'sale').flatMap(lotsOf);
    for (const cancellation of own.filter(({ kind }) => kind === 'cancellation').sort(byTime)) {
      const credited = new Map<string, number>();
      for (const line of perProduct(cancellation)) {
        const wanted = -line.quantity;
        const taken =
          cancellation.customer === undefined
            ? []
            : take(
                lots.filter(({ product, at }) => product === line.product && at <= cancellation.at),
                wanted,
              );
        let left = wanted;
        for (const { order, quantity } of taken) {
          left -= quantity;
          credited.set(order, (credited.get(order) ?? 0) + quantity * line.pence);
        }
        if (left > 0) {
          const reason = reasonFor(line, cancellation, lots);
          unmatched.push({
            cancellation: cancellation.number,
            product: line.product,
            quantity: left,
            reason,
          });
        }
      }
      for (const [order, creditedPence] of [...credited].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const extent = isEmptied(order, lots) ? 'whole' : 'part';
        matched.push({
          cancellation: cancellation.number,
          order,
          at: cancellation.at,
          extent,
          creditedPence,
        });
      }
    }
  }
  return { matched, unmatched };
}

function byCustomer(invoices: readonly HistoryInvoice[]): Iterable<HistoryInvoice[]> {
  const groups = new Map<string, HistoryInvoice[]>();
  for (const invoice of [...invoices].sort(byTime)) {
    const customer = invoice.customer ?? '';
    const group = groups.get(customer);
    if (group === undefined) groups.set(customer, [invoice]);
    else group.push(invoice);
  }
  return groups.values();
}

function perProduct(invoice: HistoryInvoice): HistoryLine[] {
  const sums = new Map<string, HistoryLine>();
  for (const line of invoice.lines) {
    const sum = sums.get(line.product);
    sums.set(line.product, sum === undefined ? line : { ...sum, quantity: sum.quantity + line.quantity });
  }
  return [...sums.values()];
}

const lotsOf = (sale: HistoryInvoice): Lot[] =>
  perProduct(sale)
    .filter((line) => line.quantity > 0)
    .map((line) => ({ order: sale.number, at: sale.at, product: line.product, remaining: line.quantity }));

function take(earlier: readonly Lot[], wanted: number): { order: string; quantity: number }[] {
  const recentFirst = earlier.filter(({ remaining }) => remaining > 0).toReversed();
  const single =
    recentFirst.find(({ remaining }) => remaining === wanted) ??
    recentFirst.find(({ remaining }) => remaining > wanted);
  const taken: { order: string; quantity: number }[] = [];
  let left = wanted;
  for (const lot of single === undefined ? recentFirst : [single]) {
    if (left === 0) break;
    const quantity = Math.min(left, lot.remaining);
    lot.remaining -= quantity;
    left -= quantity;
    taken.push({ order: lot.order, quantity });
  }
  return taken;
}

function reasonFor(line: HistoryLine, cancellation: HistoryInvoice, lots: readonly Lot[]): UnmatchedReason {
  if (cancellation.customer === undefined) return 'no-customer';
  const bought = lots.filter(({ product }) => product === line.product);
  if (bought.some(({ at }) => at <= cancellation.at)) return 'more-than-bought';
  if (!isGoods(line)) return 'not-goods';
  return bought.length > 0 ? 'bought-only-later' : 'never-bought';
}

/** Postage that was not given back leaves no order standing; an order of nothing but postage counts it. */
function isEmptied(order: string, lots: readonly Lot[]): boolean {
  const own = lots.filter((lot) => lot.order === order);
  const goods = own.filter(isGoods);
  return (goods.length > 0 ? goods : own).every(({ remaining }) => remaining === 0);
}
