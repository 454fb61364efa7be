const day = (order) => new Date(Date.UTC(2024, 0, 1 + (order % 700), 9, order % 60)).toISOString();

/** The life of one order after another: placed, invoiced, paid, delivered; a customer has some three of them. */
export function storeEvents(count) {
  const events = [];
  for (let order = 100_000; events.length < count; order += 1) {
    const buyer = { customer: String(10_000 + (order % Math.ceil(count / 13))) };
    const at = day(order);
    const of = (type, data) => ({
      specversion: '1.0',
      id: `${type}-${order}`,
      source: '/web-store',
      type: `${type}.v1`,
      time: at,
      data: { order: String(order), buyer, ...data },
    });
    events.push(
      of('order.placed', {
        placedAt: at,
        buyerKind: 'consumer',
        country: 'FI',
        vatScheme: 'domestic',
        productGroups: ['lights', 'kitchen'],
      }),
      of('invoice.issued', { invoice: `I${order}`, issuedOn: at.slice(0, 10) }),
      of('payment.received', { payment: `P${order}`, receivedAt: at }),
      of('order.delivered', { deliveredAt: at }),
    );
  }
  return events.slice(0, count);
}
