import { describe, expect, it } from '@jest/globals';
import {
  aCustomerRegistered,
  aCustomerRelationshipEnded,
  aCustomerRoleChanged,
  aCustomerRoleEnded,
  aCustomerUpdated,
  anAccountActivated,
} from '#testing';
import { describeParty, DESCRIBING_TYPES } from './describe-party.decision.js';

const customer = { source: 'web-store', id: 'customer/12748' };

describe('Every describing event of the store becomes a fact of its party, dated by the act', () => {
  it.each([
    [
      aCustomerRegistered(),
      {
        act: 'registered',
        party: customer,
        at: '2026-05-02T10:00:00+03:00',
        kind: 'consumer',
        wholeContact: true,
      },
    ],
    [
      aCustomerUpdated({ contact: {} }),
      { act: 'updated', party: customer, at: '2026-06-10T12:00:00+03:00', wholeContact: true },
    ],
    [
      aCustomerRoleChanged(),
      { act: 'role-changed', contact: { values: [['job-title', 'purchaser']], addresses: [] } },
    ],
    [aCustomerRoleEnded(), { act: 'role-ended', at: '2026-06-12T12:00:00+03:00' }],
    [aCustomerRelationshipEnded(), { act: 'relationship-ended', party: customer }],
    [anAccountActivated(), { act: 'account-activated', party: customer }],
  ])('$type', (event, outcome) => {
    expect(DESCRIBING_TYPES).toContain(event.type);
    expect(describeParty(event)).toMatchObject({ _id: `web-store/event/${event.id}`, ...outcome });
  });
});

describe('A registration that tells no contact says nothing of what reaches the customer', () => {
  it('and takes no address away', () => {
    expect(describeParty(aCustomerRegistered({ contact: undefined }))).not.toHaveProperty('wholeContact');
  });
});

describe('source.employer – an account opened by a subscriber names the subscriber as its source', () => {
  it('keeps whose word it was', () => {
    expect(describeParty(anAccountActivated())).toMatchObject({
      via: 'subscriber',
      subscriber: 'employer-1',
    });
  });

  it('source.subject – takes the rest for the person’s own', () => {
    const own = anAccountActivated({ subscriber: undefined, customer: undefined });
    expect(describeParty(own)).toMatchObject({
      via: 'subject',
      party: { source: 'web-store', id: 'user/user-1' },
    });
    expect(describeParty(own)).not.toHaveProperty('subscriber');
  });
});
