import type { SubjectKind } from '#contracts';
import type { MatchedCancellation } from '../match-cancellations/match-cancellations.js';
import { isGoods, penceOf, type HistoryInvoice, type LocalTime } from '../read-history/history.js';
import { addDays, addMinutes, dayOf, type CivilDate } from '../shift-dates/local-time.js';
import type { StoreCancellation, StoreOrder } from './completed.js';
import type { Draw } from './draw.js';
import { makeAddress, makeGuestContact } from './make-contact.js';
import { DURABLE_GROUPS, productGroupsOf } from './product-group.js';

export interface Making {
  readonly draw: Draw;
  readonly homeCountry: string;
  /** Nothing is made after the last day of the history: it has not happened yet. */
  readonly lastDay: CivilDate;
}

/** An order of the history with what the history lacks. */
export function completeOrder(
  sale: HistoryInvoice,
  kind: SubjectKind,
  matched: readonly MatchedCancellation[],
  making: Making,
): StoreOrder {
  const { draw } = making;
  const subject = `order ${sale.number}`;
  const pence = Math.max(0, penceOf(sale.lines));
  const productGroups = productGroupsOf(sale.lines);
  const cancelledAt = matched.find(({ extent }) => extent === 'whole')?.at;
  const happened = (at: LocalTime): boolean =>
    dayOf(at) <= making.lastDay && (cancelledAt === undefined || at < cancelledAt);
  const deliveredAt = atWork(
    draw,
    subject,
    'delivered',
    addDays(sale.at, draw.between(subject, 'delivery days', 1, 6)),
  );
  const delivered = sale.lines.some(isGoods) && happened(deliveredAt);
  const paidAt = paymentTime(draw, subject, kind, sale.at);
  const paid = pence > 0 && happened(paidAt);
  return {
    number: sale.number,
    ...(sale.customer !== undefined && { customer: sale.customer }),
    kind,
    country: sale.country.code,
    // One stop shop: consumers elsewhere in the Union; an unnamed country of the Union counts as elsewhere.
    vatScheme:
      kind === 'consumer' && sale.country.eu && sale.country.code !== making.homeCountry ? 'oss' : 'domestic',
    productGroups,
    placedAt: sale.at,
    pence,
    lines: sale.lines.length,
    ...(sale.customer === undefined && {
      guest: {
        contact: makeGuestContact(draw, sale.number),
        collection: { at: sale.at, ...collectedHow(draw, subject) },
      },
    }),
    deliveryAddress: makeAddress(sale.customer ?? sale.number),
    ...(paid && { paidAt }),
    ...(delivered && { deliveredAt }),
    ...(delivered &&
      productGroups.some((group) => DURABLE_GROUPS.includes(group)) && {
        warrantyYears: kind === 'consumer' ? 2 : 1,
      }),
    cancellations: matched.map((match) => completeCancellation(match, paid ? paidAt : undefined, making)),
  };
}

export function collectedHow(draw: Draw, subject: string): { optOutOffered: boolean; refused: boolean } {
  const optOutOffered = draw.chance(subject, 'opt-out offered', 0.92);
  return { optOutOffered, refused: optOutOffered && draw.chance(subject, 'refused', 0.12) };
}

/** A consumer pays in the shop, an organisation by invoice. */
const paymentTime = (draw: Draw, subject: string, kind: SubjectKind, placedAt: LocalTime): LocalTime =>
  kind === 'consumer'
    ? addMinutes(placedAt, draw.between(subject, 'payment minutes', 1, 30))
    : atWork(draw, subject, 'paid', addDays(placedAt, draw.between(subject, 'payment days', 7, 30)));

function completeCancellation(
  { cancellation, order, at, extent, creditedPence: pence }: MatchedCancellation,
  paidAt: LocalTime | undefined,
  { draw, lastDay }: Making,
): StoreCancellation {
  const id = `${cancellation}-${order}`;
  const subject = `cancellation ${id}`;
  const owedSince = paidAt !== undefined && paidAt > at ? paidAt : at;
  const refundedAt = atWork(
    draw,
    subject,
    'refunded',
    addDays(owedSince, draw.between(subject, 'refund days', 1, 10)),
  );
  const refunded = paidAt !== undefined && pence > 0 && dayOf(refundedAt) <= lastDay;
  return { id, at, extent, pence, ...(refunded && { refundedAt }) };
}

/** Some minute between nine and five of that day. */
const atWork = (draw: Draw, subject: string, what: string, at: LocalTime): LocalTime =>
  addMinutes(`${dayOf(at)}T09:00:00`, draw.between(subject, `${what} at`, 0, 479));
