import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CollectRequested,
  EraseRequested,
  ListRecordsRequested,
  validateEvent,
  type ParticipantReplied,
  type PartyId,
} from '#contracts';
import {
  aCustomerRegistered,
  aCustomerUpdated,
  anAccountActivated,
  anOrderPlaced,
  fixedHashKeys,
} from '#testing';
import { RunningConsent } from './running-consent.js';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await RunningConsent.start();
}, 60_000);
afterAll(() => consent.stop());

const party = (customer: string): PartyId => ({ source: 'web-store', id: `customer/${customer}` });
const refOf = (customer: string): string => fixedHashKeys().partyRef('web-store', `customer/${customer}`);

async function command(
  type: string,
  id: string,
  customer: string,
  more: object = {},
): Promise<ParticipantReplied> {
  const [reply] = await consent.command(type, { command: id, parties: [party(customer)], ...more });
  return reply!;
}

async function known(customer: string): Promise<string> {
  await consent.tell(
    aCustomerRegistered({ customer }),
    aCustomerUpdated({ customer }),
    anAccountActivated({ customer, user: `user-${customer}` }),
    anOrderPlaced({ order: `O-${customer}`, buyer: { customer } }),
  );
  const { body } = await consent.post<{ consent: string }>('/v1/consents', {
    party: party(customer),
    purpose: 'direct-marketing',
    channel: 'email',
    evidence: { method: 'in-shop', textShown: 'form-7', noticeVersion: 'midare/2018-05-25' },
  });
  return body.consent;
}

describe('right.access – what is held is given out, each value with its source and date', () => {
  it('collects contact values, the order, consents and withdrawals', async () => {
    const granted = await known('1');
    await consent.post('/v1/consents/withdrawals', {
      party: party('1'),
      purpose: 'direct-marketing',
      method: 'phone',
    });
    const { outcome, page, pages, items = [] } = await command(CollectRequested.type, 'collect-1', '1');
    expect([outcome, page, pages]).toEqual(['done', 1, 1]);
    const told = items.map(({ kind, category, source, record, values }) => [
      kind,
      category,
      source,
      record,
      Object.fromEntries(values.map(({ field, value }) => [field, value])),
    ]);
    expect(told).toEqual([
      [
        'customer',
        'contact',
        'subject',
        '1',
        expect.objectContaining({
          name: 'Anna Virtanen',
          email: 'anna.virtanen@example.com',
          occasion: 'registered',
          notice: 'midare/2018-05-25',
        }),
      ],
      [
        'customer',
        'registration',
        'subscriber employer-1',
        '1',
        expect.objectContaining({ 'user-id': 'user-1', date: '2026-06-01T08:00:00+03:00' }),
      ],
      [
        'order',
        'relationship',
        'subject',
        'O-1',
        { ordered: '2026-06-02T10:00:00+03:00', 'product-group': 'tea-lights' },
      ],
      ['customer', 'contact', 'subject', '1', expect.objectContaining({ name: 'Anna Korhonen' })],
      [
        'consent',
        'permissions',
        'subject',
        granted,
        expect.objectContaining({ purpose: 'direct-marketing', method: 'in-shop', 'text-shown': 'form-7' }),
      ],
      [
        'consent',
        'permissions',
        'subject',
        expect.stringMatching(/^w\./),
        expect.objectContaining({ method: 'phone' }),
      ],
    ]);
  });

  it('has nothing of nobody', async () => {
    for (const type of [CollectRequested.type, ListRecordsRequested.type]) {
      const reply = await command(type, `${type}-0`, 'nobody');
      expect(reply).toMatchObject({ outcome: 'none', pages: 1 });
      expect([reply.items, reply.verdicts]).toEqual([undefined, undefined]);
    }
  });

  it('answers in pages where there is much', async () => {
    const orders = Array.from({ length: 550 }, (_, n) =>
      anOrderPlaced({ order: `P-${n}`, buyer: { customer: 'much' } }),
    );
    await consent.tell(...orders);
    const replies = await consent.command(CollectRequested.type, {
      command: 'collect-much',
      parties: [party('much')],
    });
    expect(replies.map(({ page, pages, items = [] }) => [page, pages, items.length])).toEqual([
      [1, 2, 500],
      [2, 2, 50],
    ]);
  });

  it('speaks the contract', () => {
    for (const reply of consent.replies) expect(validateEvent(reply)).toMatchObject({ ok: true, dropped: 0 });
  });
});

describe('right.erase-limits – the person’s data goes, the proof of consent stays for its time', () => {
  const permissions = {
    fieldClass: 'permissions',
    provision: expect.stringContaining('17(3)(e)'),
    until: '2029-07-01',
  };

  it('erases contact and addresses, retains the proof until its last day, and answers alike when asked again', async () => {
    const granted = await known('2');
    const listed = await command(ListRecordsRequested.type, 'list-2', '2');
    expect(listed.verdicts).toMatchObject([
      { record: '2', kind: 'customer' },
      { record: granted, kind: 'consent' },
    ]);
    expect(await keysOf('2')).toEqual(['directory', 'proof']);

    const erased = await command(EraseRequested.type, 'erase-2', '2');
    expect(erased).toMatchObject({
      outcome: 'retained',
      verdicts: [
        { record: '2', kind: 'customer', erase: ['identity', 'contact', 'registration'], keep: [] },
        { record: granted, kind: 'consent', keep: [permissions] },
      ],
    });
    expect(await keysOf('2')).toEqual(['proof']);
    const left = await consent.facts
      .find({ party: refOf('2'), type: { $in: ['party.described', 'contract.opened'] } })
      .toArray();
    expect(
      left
        .flatMap((fact) => Object.keys(fact))
        .filter((key) =>
          ['values', 'addresses', 'ownId', 'kind', 'country', 'order', 'keptByLaw'].includes(key),
        ),
    ).toEqual([]);

    const again = await command(EraseRequested.type, 'erase-2', '2');
    expect(again).toEqual(erased);
    expect(await consent.facts.countDocuments({ party: refOf('2'), type: 'party.erased' })).toBe(1);
    const { items = [] } = await command(CollectRequested.type, 'collect-2', '2');
    expect(items.map(({ kind }) => kind)).toEqual(['consent']);
    expect(JSON.stringify(items)).not.toMatch(/Anna|example|O-2/);
  });

  it('is done where nothing is to be kept, and none where nothing was', async () => {
    await consent.tell(aCustomerRegistered({ customer: '3' }));
    expect(await command(EraseRequested.type, 'erase-3', '3')).toMatchObject({ outcome: 'done' });
    expect(await command(EraseRequested.type, 'erase-3', '3')).toMatchObject({ outcome: 'done' });
    expect(await command(EraseRequested.type, 'erase-4', '4')).toMatchObject({
      outcome: 'none',
      verdicts: [],
    });
  });

  it('leaves what the person did after the erasure was ordered, however late it is carried out', async () => {
    await consent.tell(
      aCustomerRegistered({ customer: '9', registeredAt: '2026-05-02T10:00:00+03:00' }, { id: 'old-9' }),
      aCustomerUpdated({ customer: '9', updatedAt: '2026-06-20T10:00:00+03:00' }, { id: 'new-9' }),
    );
    const actsUpTo = '2026-06-01T00:00:00Z';
    expect(await command(EraseRequested.type, 'erase-9', '9', { actsUpTo })).toMatchObject({
      outcome: 'done',
    });
    const left = await consent.facts.find({ party: refOf('9'), ownId: { $exists: true } }).toArray();
    expect(left).toMatchObject([{ act: 'updated', sealedFor: expect.stringContaining(`${refOf('9')}+`) }]);
    expect(await keysOf('9')).toEqual([]);
    const { items = [] } = await command(CollectRequested.type, 'collect-9', '9');
    expect(JSON.stringify(items)).toMatch(/@example/);
  });

  it('retention.customer – erases single records by the verdicts of a clock, from the same queue', async () => {
    const granted = await known('5');
    const records = [{ record: granted, kind: 'consent', erase: ['permissions'], keep: [] }];
    expect(await command(EraseRequested.type, 'clock-5', '5', { records })).toMatchObject({
      outcome: 'done',
    });
    expect(await keysOf('5')).toEqual(['directory']);
    expect(await consent.facts.findOne({ _id: granted })).not.toHaveProperty('evidence');
  });
});

const keysOf = async (customer: string): Promise<string[]> =>
  (
    await consent.keysConnection
      .db!.collection<{ _id: string }>('keys')
      .find({ _id: { $regex: `^${refOf(customer)}\\|` } })
      .toArray()
  )
    .map(({ _id }) => _id.split('|')[1] ?? '')
    .sort();
