import { describe, expect, test } from '@jest/globals';
import { type CloudEvent, STORE_EVENT_TYPES } from '#contracts';
import { inventoryEntriesOf, inventoryTypes } from './inventory-entries-of.decision.js';

const at = '2026-06-30T10:00:00+03:00';
const ofOrder = { order: '536365', buyer: { customer: '17850' } };
const order = {
  order: '536365',
  placedAt: at,
  buyerKind: 'consumer',
  country: 'SE',
  vatScheme: 'oss',
  productGroups: ['lights'],
};

describe('data.relationship – what a store event says is held', () => {
  test('every event a store can publish is inventoried', () => {
    expect([...inventoryTypes].sort()).toEqual([...STORE_EVENT_TYPES].sort());
  });

  test.each([
    [
      'a customer’s order is the customer’s',
      event('order.placed.v1', { ...order, buyer: { customer: '17850' } }),
      [
        {
          partyId: 'customer/17850',
          kind: 'order',
          record: '536365',
          mark: 'opened',
          ownAct: true,
          vat: 'oss',
        },
      ],
    ],
    [
      'a guest’s order is the order’s own buyer’s',
      event('order.placed.v1', { ...order, buyer: {} }),
      [{ partyId: 'buyer/536365', kind: 'order', record: '536365', ownAct: true }],
    ],
    [
      'an order sent to somebody else is held of both',
      event('order.placed.v1', { ...order, buyer: { customer: '17850' }, recipient: {} }),
      [{ partyId: 'customer/17850' }, { partyId: 'recipient/536365', ownAct: false }],
    ],
    [
      'an order sent to its own buyer is held once',
      event('order.placed.v1', { ...order, buyer: { customer: '1' }, recipient: { customer: '1' } }),
      [{ partyId: 'customer/1' }],
    ],
    [
      'a cancellation of part marks the order',
      event('order.cancelled.v1', { ...ofOrder, cancellation: 'C1', cancelledAt: at, extent: 'part' }),
      [{ kind: 'order', record: '536365', mark: 'part-cancelled', ownAct: true }],
    ],
    [
      'goods that came back from an unknown order are a record of their own',
      event('order.returned.v1', { return: 'C536379', buyer: {}, returnedAt: at, extent: 'whole' }),
      [{ partyId: 'buyer/C536379', kind: 'order', record: 'C536379', mark: 'returned' }],
    ],
    [
      'an invoice is dated by its day and is no act of the person',
      event('invoice.issued.v1', { ...ofOrder, invoice: 'I1', issuedOn: '2026-06-30' }),
      [{ kind: 'invoice', record: 'I1', at: '2026-06-30', ownAct: false }],
    ],
    [
      'a user whose account the employer ordered is found by the user id',
      event('account.activated.v1', { user: 'u7', subscriber: 'acme', activatedAt: at }),
      [{ partyId: 'user/u7', kind: 'account', record: 'u7' }],
    ],
    [
      'scope.processor – a record held for another controller says so',
      event('record.held.v1', { record: 'r1', customer: '1', controller: 'city', heldAt: at }),
      [{ controller: 'city' }],
    ],
  ])('%s', (_name, given, expected) => {
    const entries = inventoryEntriesOf(given);
    expect(entries).toHaveLength(expected.length);
    expected.forEach((entry, index) => expect(entries[index]).toMatchObject(entry));
  });
});

function event(type: string, data: object): CloudEvent {
  return { specversion: '1.0', id: 'e1', source: '/web-store', type, time: '2026-06-30T07:00:00Z', data };
}
