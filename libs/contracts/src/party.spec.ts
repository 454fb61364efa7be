import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readStrictly } from './judge-data.js';
import { CollectedItem, RecordVerdict } from './participant.commands.js';
import { buyerParty, customerParty, OrderParty, PartyId, recipientParty } from './party.js';

const takes = (dataClass: new () => object, data: object): boolean =>
  'data' in readStrictly(dataClass, data as never);
const id = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/),
  fc.string({ maxLength: 101 }),
  fc.constantFrom(
    'gid://shopify/Customer/1',
    '2026/000017',
    '9'.repeat(100),
    '9'.repeat(101),
    'a@b.fi',
    '/',
    '',
  ),
);

describe('one rule for ids: who is taken in by an event can be named in a request, a command and a reply', () => {
  it('whatever the id', () => {
    fc.assert(
      fc.property(id, (given) => {
        const taken = takes(OrderParty, { customer: given });
        const parties = [
          customerParty('web-store', given),
          buyerParty('web-store', {}, given),
          recipientParty('web-store', {}, given),
          { source: 'web-store', id: `user/${given}` },
        ];
        const verdict = { record: given, kind: 'order', erase: [], keep: [] };
        const item = {
          record: given,
          kind: 'order',
          category: 'contact',
          source: 'web-store',
          provenance: 'provided',
          values: [],
        };
        expect([
          ...parties.map((party) => takes(PartyId, party)),
          takes(RecordVerdict, verdict),
          takes(CollectedItem, item),
        ]).toEqual(Array(6).fill(taken));
      }),
    );
  });
});
