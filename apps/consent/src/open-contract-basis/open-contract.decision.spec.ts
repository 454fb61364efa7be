import { describe, expect, it } from '@jest/globals';
import { anOrderPlaced } from '#testing';
import { openContract } from './open-contract.decision.js';

describe('basis.contract – an order opens the basis, under the order’s own id', () => {
  it('is the same fact however often the store tells it', () => {
    const again = anOrderPlaced({}, { id: 'another-delivery' });
    expect(openContract(again)).toEqual(openContract(anOrderPlaced()));
    expect(openContract(again)).toMatchObject({
      _id: 'web-store/order/536365',
      order: '536365',
      at: '2026-06-02T10:00:00+03:00',
      party: { source: 'web-store', id: 'customer/12748' },
    });
  });

  it('is about a guest where there is no customer, with the contact that came with the order', () => {
    const act = openContract(anOrderPlaced({ buyer: {}, buyerContact: { email: 'guest@example.com' } }));
    expect(act.party).toEqual({ source: 'web-store', id: 'buyer/536365' });
    expect(act.contact.addresses).toEqual([{ kind: 'email', normalised: 'guest@example.com' }]);
  });
});
