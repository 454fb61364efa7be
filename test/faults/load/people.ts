import type { CloudEvent } from '#contracts';
import {
  aContactLogged,
  aCustomerRegistered,
  aCustomerUpdated,
  aFeedbackReceived,
  anInvoiceIssued,
  anOrderDelivered,
  anOrderPlaced,
  anOrderReturned,
  aPaymentReceived,
  aWarrantyStarted,
} from '#testing';
import type { Random } from '../random.js';
import { type Person, SCRIPTS, type Script } from './person.js';

const DAY_MS = 86_400_000;
export const PRODUCT_GROUP = 'tea-lights';

/** As many people as there are scripts, none of whom was there before, with all that the store will tell of them. */
export function peopleOf(seed: number, random: Random): readonly Person[] {
  return SCRIPTS.map((script, index) => aPerson(`${seed}-${index}`, script, random));
}

function aPerson(customer: string, script: Script, random: Random): Person {
  const email = `person.${customer}@example.fi`;
  const since = Date.now() - 40 * DAY_MS;
  const day = (after: number): string => new Date(since + after * DAY_MS).toISOString();
  const collection = { collectedAt: day(0), optOutOffered: true, refused: false };
  const orders = Array.from({ length: random.between(1, 3) }, (_unused, index) => `${customer}-${index}`);
  const events: readonly CloudEvent[] = [
    aCustomerRegistered({
      customer,
      registeredAt: day(0),
      contact: { name: `Person ${customer}`, email },
      addressCollection: collection,
    }),
    ...orders.flatMap((order, index) => eventsOfOrder(customer, order, day, index + 1, random)),
    aContactLogged({ customer, contact: `contact-${customer}`, loggedAt: day(20) }),
    ...(random.chance(0.5)
      ? [aFeedbackReceived({ customer, feedback: `feedback-${customer}`, receivedAt: day(21) })]
      : []),
    ...(random.chance(0.5)
      ? [aCustomerUpdated({ customer, updatedAt: day(22), contact: { name: `Person ${customer}`, email } })]
      : []),
  ];
  const party = { source: 'web-store', id: `customer/${customer}` };
  return { party, email, script, events, prohibited: [], granted: [], withdrawn: [], answered: [] };
}

function eventsOfOrder(
  customer: string,
  order: string,
  day: (after: number) => string,
  placed: number,
  random: Random,
): readonly CloudEvent[] {
  const of = { order, buyer: { customer } };
  const addressCollection = { collectedAt: day(placed), optOutOffered: true, refused: false };
  const productGroups = [PRODUCT_GROUP];
  const returned = { ...of, return: `r-${order}`, returnedAt: day(placed + 12), extent: 'part' as const };
  return [
    anOrderPlaced({ ...of, placedAt: day(placed), addressCollection, productGroups }),
    anInvoiceIssued({ ...of, invoice: `i-${order}`, issuedOn: day(placed).slice(0, 10) }),
    aPaymentReceived({ ...of, payment: `p-${order}`, receivedAt: day(placed + 1) }),
    anOrderDelivered({ ...of, deliveredAt: day(placed + 4) }),
    aWarrantyStarted({ ...of, warranty: `w-${order}`, startedAt: day(placed + 4) }),
    ...(random.chance(0.3) ? [anOrderReturned(returned)] : []),
  ];
}
