/** A realistic mix: what a store, a marketing service and an accountant ask of a day's people. Made from a fixed seed. */
const now = '2026-11-02T12:00:00Z';
const kinds = ['consumer', 'consumer', 'consumer', 'business-contact', 'public-organisation-contact'];
const questions = [
  { purpose: 'service-delivery', category: 'contact', recipient: 'carrier' },
  { purpose: 'service-delivery', category: 'contact', recipient: 'software-vendor' },
  { purpose: 'invoicing', category: 'relationship', channel: 'email' },
  { purpose: 'payment-collection', category: 'contact', channel: 'post' },
  { purpose: 'accounting', category: 'relationship', recipient: 'accountant' },
  { purpose: 'customer-service', category: 'contact', channel: 'phone' },
  { purpose: 'direct-marketing', category: 'contact', channel: 'email', productGroup: 'cables' },
  { purpose: 'direct-marketing', category: 'contact', channel: 'post' },
  { purpose: 'targeted-marketing', category: 'interests', channel: 'email', recipient: 'marketing-service' },
  { purpose: 'newsletter', category: 'contact', channel: 'email', topic: 'monthly-round-up' },
  { purpose: 'research', category: 'contact', channel: 'sms' },
  { purpose: 'profiling', category: 'usage' },
  { purpose: 'analytics', category: 'usage' },
  { purpose: 'disclosure-research', category: 'contact', recipient: 'research-institute' },
  { purpose: 'telepathy', category: 'contact' },
];

/** A small generator of its own (mulberry32), so that every run has the same cases. */
function seeded(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const two = (number) => String(number).padStart(2, '0');
const dateIn = (random, year) => `${year}-${two(1 + random(12))}-${two(1 + random(28))}`;
const instantIn = (random, year) =>
  `${dateIn(random, year)}T${two(random(24))}:${two(random(60))}:${two(random(60))}.${random(10)}00Z`;
const some = (random, chance, make) => (random(100) < chance ? [make()] : []);

/** Questions with the facts of some person, as `decide` takes them; each is asked at its own second of the day. */
export function decisions(count) {
  const random = seeded(1);
  return Array.from({ length: count }, (_, index) => {
    const at = `2026-11-02T${two(random(12))}:${two(random(60))}:${two(random(60))}Z`;
    const subjectKind = kinds[random(kinds.length)];
    return {
      question: { ...questions[index % questions.length], at },
      facts: {
        audience: 'customer',
        subjectKind,
        contracts: some(random, 70, () => ({ order: `A-${index}`, openedOn: dateIn(random, 2025) })),
        consents: some(random, 50, () => ({
          id: `c-${index}`,
          purpose: random(2) === 0 ? 'newsletter' : 'direct-marketing',
          grantedAt: instantIn(random, 2025),
          ...(random(5) === 0 && { withdrawnAt: instantIn(random, 2026) }),
        })),
        prohibitions: some(random, 15, () => ({
          id: `p-${index}`,
          scope: random(2) === 0 ? { kind: 'all-marketing' } : { kind: 'channel', channel: 'email' },
          since: instantIn(random, 2026),
        })),
        objections: some(random, 5, () => ({ id: `o-${index}`, since: instantIn(random, 2026) })),
        restrictions: some(random, 2, () => ({ id: `r-${index}`, since: instantIn(random, 2026) })),
        ...(subjectKind === 'consumer' &&
          random(2) === 0 && {
            existingCustomer: {
              order: `A-${index}`,
              productGroups: ['cables'],
              collectedInSaleAt: instantIn(random, 2025),
              optOutOfferedAt: instantIn(random, 2025),
            },
          }),
        asOf: at,
        now: at,
      },
    };
  });
}

const records = [
  { kind: 'order', fieldClasses: ['voucher', 'delivery', 'order'] },
  { kind: 'invoice', fieldClasses: ['voucher'] },
  { kind: 'payment', fieldClasses: ['voucher'] },
  { kind: 'customer', fieldClasses: ['identity', 'contact', 'marketing'] },
  { kind: 'contact-log', fieldClasses: ['communication'] },
  { kind: 'usage', fieldClasses: ['usage'] },
];

/** Records of the inventory with their stored civil dates, and what is known of their person. */
export function inventory(count) {
  const random = seeded(2);
  return Array.from({ length: count }, (_, index) => {
    const on = dateIn(random, 2015 + random(12));
    return {
      record: {
        id: `R-${index}`,
        category: 'relationship',
        on,
        vat: random(10) === 0 ? 'oss' : 'domestic',
        ...records[index % records.length],
      },
      activity: { firstOn: dateIn(random, 2014), lastActivityOn: on },
      context: {
        subjectKind: kinds[random(kinds.length)],
        ...(random(10) === 0 && { prohibitedMarketingOn: dateIn(random, 2026) }),
        ...(random(20) === 0 && { roleEndedOn: dateIn(random, 2026) }),
      },
    };
  });
}

export const today = now.slice(0, 10);
