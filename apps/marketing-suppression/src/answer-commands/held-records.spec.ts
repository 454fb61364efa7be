import { describe, expect, it } from '@jest/globals';
import { ParticipantReplied, validateEvent } from '#contracts';
import { addressFact, anna, midare, prohibition } from '../../test/builders.js';
import { itemsOf, verdictsOf, type Held } from './held-records.decision.js';

const held: Held = {
  prohibitions: [{ ...prohibition('p', { party: anna, scope: { kind: 'channel', value: 'sms' } }) }],
  addresses: [
    addressFact('reg'),
    addressFact('sale', {
      kind: 'order',
      record: '536365',
      productGroups: ['lamps'],
      collection: { collectedAt: '2026-06-01T12:00:00+03:00', optOutOffered: true, refused: false },
    }),
  ],
};

describe('right.access, right.erase-limits – what this service says of a person', () => {
  it('gives out each prohibition and what a permission would rest on, and no hash', () => {
    const items = itemsOf(held);
    expect(items.map(({ kind, record }) => `${kind} ${record}`)).toEqual([
      'prohibition s.p',
      'customer 12748',
      'order 536365',
    ]);
    expect(items[0]?.values).toContainEqual({ field: 'scope', value: 'channel sms' });
    expect(JSON.stringify(items)).not.toContain('hash-of');
  });

  it('the prohibition stays, by which provision and until when; the rest goes', () => {
    const [kept, ...gone] = verdictsOf(held, midare(), '2026-07-01');
    expect(kept).toMatchObject({
      record: 's.p',
      erase: [],
      keep: [
        { fieldClass: 'suppression', provision: expect.stringContaining('GDPR Art. 17(3)(b)') },
        { fieldClass: 'permissions', provision: expect.stringContaining('GDPR Art. 17(3)(e)') },
      ],
    });
    expect(gone.map(({ keep }) => keep)).toEqual([[], []]);
  });

  it('a lifted one stays as proof, for as long as a claim could be made', () => {
    const lifted = { prohibitions: [{ ...prohibition('p'), liftedOn: '2026-06-10' }], addresses: [] };
    expect(verdictsOf(lifted, midare(), '2026-07-01')).toMatchObject([
      { keep: [{ fieldClass: 'permissions', until: '2029-06-10' }] },
    ]);
  });

  it.each([{ items: itemsOf(held) }, { verdicts: verdictsOf(held, midare(), '2026-07-01') }])(
    'the reply keeps its contract',
    (parts) => {
      const data = {
        command: 'c1',
        participant: 'marketing-suppression',
        replyTo: 'retention',
        outcome: 'done',
        ...parts,
      };
      const event = {
        specversion: '1.0',
        id: 'r1',
        source: '/marketing-suppression',
        type: ParticipantReplied.type,
        data,
      };
      expect(validateEvent({ ...event, time: '2026-07-01T09:00:00Z' })).toMatchObject({
        ok: true,
        dropped: 0,
      });
    },
  );
});
