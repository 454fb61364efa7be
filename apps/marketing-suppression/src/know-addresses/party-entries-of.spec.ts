import { describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '#contracts';
import {
  aCustomerRegistered,
  aCustomerRelationshipEnded,
  aCustomerRoleEnded,
  aCustomerUpdated,
  anAccountActivated,
  anOrderPlaced,
} from '#testing';
import { type PartyEntry, partyEntriesOf } from './party-entries-of.decision.js';

const parties = (event: CloudEvent): readonly PartyEntry[] => partyEntriesOf(event);

describe('scope.audience – what a store event tells of addresses, and how they were got', () => {
  it('a registration tells addresses in one spelling, the kind of person and how they were collected', () => {
    const contact = { email: ' Anna.VIRTANEN@Example.COM ', phone: '040 123 4567' };
    expect(parties(aCustomerRegistered({ contact }))).toEqual([
      expect.objectContaining({
        what: 'address',
        partyId: 'customer/12748',
        kind: 'customer',
        subjectKind: 'consumer',
        addresses: [
          { kind: 'email', value: 'anna.virtanen@example.com' },
          { kind: 'phone', value: '+358401234567' },
        ],
        collection: { collectedAt: '2026-05-02T10:00:00+03:00', optOutOffered: true, refused: false },
      }),
    ]);
  });

  it('in what capacity its addresses are used is told with them', () => {
    const contact = { email: 'info@example.com', capacity: 'legal-person' } as const;
    const events = [
      aCustomerRegistered({ contact }),
      aCustomerUpdated({ contact }),
      anOrderPlaced({ buyerContact: contact }),
    ];
    for (const event of events)
      expect(parties(event)).toEqual([expect.objectContaining({ capacity: 'legal-person' })]);
    expect(parties(aCustomerUpdated())[0]).not.toHaveProperty('capacity');
  });

  it('an update tells addresses, never that they came with a sale', () => {
    const [entry] = parties(aCustomerUpdated());
    expect(entry).toMatchObject({ addresses: [{ kind: 'email', value: 'anna.korhonen@example.com' }] });
    expect(entry).not.toHaveProperty('collection');
  });

  it('a registration and an update tell the whole contact, and an update may tell that there is none', () => {
    const whole = (event: CloudEvent) => parties(event).map((entry) => 'wholeContact' in entry);
    expect(whole(aCustomerRegistered())).toEqual([true]);
    expect(whole(aCustomerRegistered({ contact: undefined }))).toEqual([false]);
    expect(whole(anOrderPlaced({ buyerContact: { email: 'a@example.com' } }))).toEqual([false]);
    expect(parties(aCustomerUpdated({ contact: {} }))).toEqual([
      expect.objectContaining({ addresses: [], wholeContact: true }),
    ]);
  });

  it('an order of a guest is about the buyer of that order', () => {
    const order = anOrderPlaced({
      order: '7',
      buyer: {},
      buyerContact: { email: 'guest@example.com' },
      productGroups: ['lamps'],
    });
    expect(parties(order)).toEqual([
      expect.objectContaining({
        partyId: 'buyer/7',
        kind: 'order',
        record: '7',
        productGroups: ['lamps'],
        addresses: [{ kind: 'email', value: 'guest@example.com' }],
      }),
    ]);
  });

  it('an account is about its user, and about the customer it belongs to', () => {
    const ids = parties(anAccountActivated({ user: 'anna', customer: '12748' })).map(
      ({ partyId }) => partyId,
    );
    expect(ids).toEqual(['user/anna', 'customer/12748']);
  });

  it('the end of a role is told; the end of a relationship tells nothing of addresses', () => {
    expect(parties(aCustomerRoleEnded())).toEqual([
      expect.objectContaining({ what: 'work-role', ended: true }),
    ]);
    expect(parties(aCustomerRelationshipEnded())).toEqual([]);
  });

  it('what no message can be sent to is left out, the rest holds', () => {
    const [entry] = parties(
      aCustomerRegistered({ contact: { email: 'not an address', phone: '0401234567' } }),
    );
    expect(entry).toMatchObject({ addresses: [{ kind: 'phone', value: '+358401234567' }] });
  });
});
