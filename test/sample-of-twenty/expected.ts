/**
 * Twenty parties of the example store's history as they must stand on 1 July 2026, its last order having been placed
 * on 30 June.
 *
 * Worked out apart from the project's code: from the lines of examples/web-store/data alone, by a program written for
 * this once, in another language, following the rules in that folder's README. Only what is made (kind, registration,
 * payment and delivery times) was taken from the generator as it declares it. Per party:
 * - an order's state is its furthest-reaching fact: cancelled, part-cancelled, delivered, placed;
 * - last activity is the last thing the person did: registered, ordered, cancelled, sent back, paid; the dates of the
 *   history move by 5479 days (30.6.2011 to 30.6.2026) and count in Europe/Helsinki;
 * - the relationship ends two years after it (policy, inactivityPeriod P2Y), in the same month on the same day, and so
 *   is active for all of them on 1 July 2026;
 * - contact data is kept ten years from that end, the day itself included, and is due the day after;
 * - an invoice of year Y is kept to the end of Y + 6 (financial year = calendar year), one in the one stop shop to the
 *   end of Y + 10.
 */
export interface ExpectedParty {
  readonly party: string;
  /** Made by the generator with the seed `seloste`; unknown of a guest whose order is unknown. */
  readonly kind: 'consumer' | 'business-contact' | 'public-organisation-contact' | undefined;
  readonly orders: number;
  readonly states: Readonly<Partial<Record<'delivered' | 'placed' | 'part-cancelled' | 'cancelled', number>>>;
  /** order.cancelled events: one for each order a cancellation touches. */
  readonly cancellations: number;
  readonly returnsWithoutOrder: number;
  readonly lastActivity: string;
  readonly relationshipEndsOn: string;
  readonly contactDueOn: string;
  /** How many invoices the law keeps up to and including which day. */
  readonly invoicesKeptByLawUntil: Readonly<Record<string, number>>;
}

export const TODAY = '2026-07-01';
export const SEED = 'seloste';

export const EXPECTED: readonly ExpectedParty[] = [
  {
    // 106 invoices: 102 orders and 4 cancellations
    party: 'customer/12748',
    kind: 'business-contact',
    orders: 102,
    states: { delivered: 96, placed: 2, 'part-cancelled': 2, cancelled: 2 },
    cancellations: 4,
    returnsWithoutOrder: 0,
    lastActivity: '2026-06-30',
    relationshipEndsOn: '2028-06-30',
    contactDueOn: '2038-07-01',
    invoicesKeptByLawUntil: { '2031-12-31': 35, '2032-12-31': 67 },
  },
  {
    // one order, all of it sent back minutes later
    party: 'customer/12346',
    kind: 'consumer',
    orders: 1,
    states: { cancelled: 1 },
    cancellations: 1,
    returnsWithoutOrder: 0,
    lastActivity: '2026-01-18',
    relationshipEndsOn: '2028-01-18',
    contactDueOn: '2038-01-19',
    invoicesKeptByLawUntil: { '2032-12-31': 1 },
  },
  {
    // the last order of the history, on its last day
    party: 'customer/17891',
    kind: 'business-contact',
    orders: 1,
    states: { placed: 1 },
    cancellations: 0,
    returnsWithoutOrder: 0,
    lastActivity: '2026-06-30',
    relationshipEndsOn: '2028-06-30',
    contactDueOn: '2038-07-01',
    invoicesKeptByLawUntil: { '2032-12-31': 1 },
  },
  {
    // 34 orders in two days, then nothing but cancellations
    party: 'customer/17850',
    kind: 'consumer',
    orders: 34,
    states: { delivered: 30, 'part-cancelled': 4 },
    cancellations: 4,
    returnsWithoutOrder: 1,
    lastActivity: '2026-02-10',
    relationshipEndsOn: '2028-02-10',
    contactDueOn: '2038-02-11',
    invoicesKeptByLawUntil: { '2031-12-31': 34 },
  },
  {
    // Australia, and once Belgium: only the Belgian order is in the one stop shop
    party: 'customer/12431',
    kind: 'consumer',
    orders: 7,
    states: { delivered: 5, 'part-cancelled': 2 },
    cancellations: 2,
    returnsWithoutOrder: 0,
    lastActivity: '2026-06-02',
    relationshipEndsOn: '2028-06-02',
    contactDueOn: '2038-06-03',
    invoicesKeptByLawUntil: { '2031-12-31': 2, '2032-12-31': 4, '2036-12-31': 1 },
  },
  {
    // Cyprus and Austria, a consumer: all in the one stop shop
    party: 'customer/12370',
    kind: 'consumer',
    orders: 3,
    states: { delivered: 3 },
    cancellations: 0,
    returnsWithoutOrder: 0,
    lastActivity: '2026-03-10',
    relationshipEndsOn: '2028-03-10',
    contactDueOn: '2038-03-11',
    invoicesKeptByLawUntil: { '2035-12-31': 2, '2036-12-31': 1 },
  },
  {
    // Cyprus and Spain, but a business: none in the one stop shop; one invoice of nothing but postage
    party: 'customer/12455',
    kind: 'business-contact',
    orders: 3,
    states: { delivered: 2, placed: 1 },
    cancellations: 0,
    returnsWithoutOrder: 0,
    lastActivity: '2026-06-19',
    relationshipEndsOn: '2028-06-19',
    contactDueOn: '2038-06-20',
    invoicesKeptByLawUntil: { '2032-12-31': 3 },
  },
  {
    // only a cancellation
    party: 'customer/17547',
    kind: 'public-organisation-contact',
    orders: 0,
    states: {},
    cancellations: 0,
    returnsWithoutOrder: 1,
    lastActivity: '2025-12-02',
    relationshipEndsOn: '2027-12-02',
    contactDueOn: '2037-12-03',
    invoicesKeptByLawUntil: {},
  },
  {
    // only a cancellation
    party: 'customer/13958',
    kind: 'consumer',
    orders: 0,
    states: {},
    cancellations: 0,
    returnsWithoutOrder: 1,
    lastActivity: '2025-12-02',
    relationshipEndsOn: '2027-12-02',
    contactDueOn: '2037-12-03',
    invoicesKeptByLawUntil: {},
  },
  {
    // only a cancellation, from Germany
    party: 'customer/12605',
    kind: 'consumer',
    orders: 0,
    states: {},
    cancellations: 0,
    returnsWithoutOrder: 1,
    lastActivity: '2025-12-09',
    relationshipEndsOn: '2027-12-09',
    contactDueOn: '2037-12-10',
    invoicesKeptByLawUntil: {},
  },
  {
    // one order of free goods alone
    party: 'customer/17560',
    kind: 'consumer',
    orders: 3,
    states: { delivered: 3 },
    cancellations: 0,
    returnsWithoutOrder: 0,
    lastActivity: '2026-05-19',
    relationshipEndsOn: '2028-05-19',
    contactDueOn: '2038-05-20',
    invoicesKeptByLawUntil: { '2032-12-31': 3 },
  },
  {
    // more sent back than was bought
    party: 'customer/15358',
    kind: 'public-organisation-contact',
    orders: 13,
    states: { delivered: 8, 'part-cancelled': 5 },
    cancellations: 6,
    returnsWithoutOrder: 2,
    lastActivity: '2026-06-24',
    relationshipEndsOn: '2028-06-24',
    contactDueOn: '2038-06-25',
    invoicesKeptByLawUntil: { '2031-12-31': 2, '2032-12-31': 11 },
  },
  {
    // more sent back than was bought, and one order gone whole
    party: 'customer/16923',
    kind: 'consumer',
    orders: 12,
    states: { delivered: 4, 'part-cancelled': 7, cancelled: 1 },
    cancellations: 9,
    returnsWithoutOrder: 3,
    lastActivity: '2026-06-19',
    relationshipEndsOn: '2028-06-19',
    contactDueOn: '2038-06-20',
    invoicesKeptByLawUntil: { '2031-12-31': 1, '2032-12-31': 11 },
  },
  {
    // Finland, where the company is
    party: 'customer/12428',
    kind: 'business-contact',
    orders: 6,
    states: { delivered: 3, placed: 1, 'part-cancelled': 2 },
    cancellations: 2,
    returnsWithoutOrder: 0,
    lastActivity: '2026-04-30',
    relationshipEndsOn: '2028-04-30',
    contactDueOn: '2038-05-01',
    invoicesKeptByLawUntil: { '2032-12-31': 6 },
  },
  {
    // one order in the one stop shop, a part of it cancelled
    party: 'customer/12427',
    kind: 'consumer',
    orders: 1,
    states: { 'part-cancelled': 1 },
    cancellations: 1,
    returnsWithoutOrder: 0,
    lastActivity: '2025-12-23',
    relationshipEndsOn: '2027-12-23',
    contactDueOn: '2037-12-24',
    invoicesKeptByLawUntil: { '2035-12-31': 1 },
  },
  {
    // the European Community: no one country, yet in the Union
    party: 'customer/15108',
    kind: 'consumer',
    orders: 3,
    states: { delivered: 1, placed: 1, 'part-cancelled': 1 },
    cancellations: 1,
    returnsWithoutOrder: 0,
    lastActivity: '2026-06-10',
    relationshipEndsOn: '2028-06-10',
    contactDueOn: '2038-06-11',
    invoicesKeptByLawUntil: { '2036-12-31': 3 },
  },
  {
    // one order on the first day, and never again
    party: 'customer/13705',
    kind: 'consumer',
    orders: 1,
    states: { delivered: 1 },
    cancellations: 0,
    returnsWithoutOrder: 0,
    lastActivity: '2025-12-01',
    relationshipEndsOn: '2027-12-01',
    contactDueOn: '2037-12-02',
    invoicesKeptByLawUntil: { '2031-12-31': 1 },
  },
  {
    // four orders, more cancellations than orders
    party: 'customer/15502',
    kind: 'consumer',
    orders: 4,
    states: { 'part-cancelled': 3, cancelled: 1 },
    cancellations: 6,
    returnsWithoutOrder: 2,
    lastActivity: '2026-06-28',
    relationshipEndsOn: '2028-06-28',
    contactDueOn: '2038-06-29',
    invoicesKeptByLawUntil: { '2031-12-31': 3, '2032-12-31': 1 },
  },
  {
    // a guest
    party: 'buyer/536876',
    kind: 'consumer',
    orders: 1,
    states: { delivered: 1 },
    cancellations: 0,
    returnsWithoutOrder: 0,
    lastActivity: '2025-12-03',
    relationshipEndsOn: '2027-12-03',
    contactDueOn: '2037-12-04',
    invoicesKeptByLawUntil: { '2031-12-31': 1 },
  },
  {
    // a guest’s cancellation: nothing says of which order
    party: 'buyer/C539948',
    kind: undefined,
    orders: 0,
    states: {},
    cancellations: 0,
    returnsWithoutOrder: 1,
    lastActivity: '2025-12-23',
    relationshipEndsOn: '2027-12-23',
    contactDueOn: '2037-12-24',
    invoicesKeptByLawUntil: {},
  },
];
