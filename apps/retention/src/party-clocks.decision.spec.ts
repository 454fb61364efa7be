import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parsePolicy } from '#policy';
import type { ErasedFact, FieldsErasedFact, PartyFact, RequestFact } from './facts.js';
import type { InventoryFact } from './inventory-fact.js';
import { openOrdersIn, partyClocks, partyVerdicts } from './party-clocks.decision.js';
import { dueOfParty } from './sweep-due-records/due-of-party.decision.js';

const file = 'policies/midare/2018-05-25/policy.yaml';
const policy = parsePolicy(readFileSync(file, 'utf8'), file);
const today = '2026-07-01';

describe('retention.customer – ten years from the end of the relationship', () => {
  test('a relationship ends two years after the last act of the customer, and contact data is due ten years later', () => {
    const { relationship, records } = partyClocks(
      policy,
      [registered('2020-02-29'), placed('A', '2024-02-29')],
      today,
    );
    expect(relationship).toMatchObject({ state: 'ended', endsOn: '2026-02-28' });
    expect(dueOf(records, 'customer', 'contact')).toBe('2036-02-29');
  });

  test('a new order re-opens it', () => {
    const facts = [
      placed('A', '2010-01-01'),
      placed('B', '2026-06-30'),
      delivered('A', '2010-01-05'),
      delivered('B', '2026-06-30'),
    ];
    expect(partyClocks(policy, facts, today)).toMatchObject({
      relationship: { state: 'active', endsOn: '2028-06-30' },
      dueOn: '2038-07-01',
    });
  });

  test('while an order is being carried out, no day can be named', () => {
    const clocks = partyClocks(policy, [placed('A', '2026-06-30')], today);
    expect(clocks.dueOn).toBeUndefined();
    expect(clocks.lookAgainOn).toBe('2028-07-01');
  });

  test('the company’s own acts do not keep a relationship going', () => {
    const facts = [placed('A', '2020-05-05'), invoiced('A', '2020-05-05'), delivered('A', '2021-05-05')];
    expect(partyClocks(policy, facts, today).relationship).toMatchObject({
      state: 'ended',
      endsOn: '2022-05-05',
    });
  });
});

describe('basis.law – what accounting keeps outlives the person’s erasure', () => {
  const facts = [
    registered('2026-01-10'),
    placed('A', '2026-06-15'),
    invoiced('A', '2026-06-15'),
    delivered('A', '2026-06-17'),
  ];

  test('an erasure request takes contact and delivery at once and leaves the voucher to the end of 2032', () => {
    const verdicts = partyVerdicts(policy, facts, today);
    expect(verdicts.find(({ kind }) => kind === 'customer')).toMatchObject({
      erase: ['identity', 'contact'],
      keep: [],
    });
    expect(verdicts.find(({ kind }) => kind === 'order')).toMatchObject({
      erase: ['order', 'delivery'],
      keep: [{ fieldClass: 'voucher', until: '2032-12-31' }],
    });
  });

  test('after the erasure the voucher is due the day after its hold, whatever the relationship was', () => {
    const after = partyClocks(
      policy,
      [...facts, erased('2026-07-01T09:00:00Z'), gone('order', 'A', 'order', 'delivery')],
      '2026-07-02',
    );
    expect(dueOf(after.records, 'order', 'voucher')).toBe('2033-01-01');
    expect(after.records.find(({ kind }) => kind === 'order')?.clocks).toHaveLength(1);
  });

  test('a fact that comes late about the time before is due since the erasure, but for what the law keeps', () => {
    const late = partyClocks(
      policy,
      [erased('2026-07-01T09:00:00Z'), placed('Z', '2026-03-01')],
      '2026-07-02',
    );
    expect(dueOf(late.records, 'order', 'delivery')).toBe('2026-07-01');
    expect(dueOf(late.records, 'order', 'voucher')).toBe('2033-01-01');
  });

  test('an order that was being carried out at the erasure stays until it is, or until its relationship is over', () => {
    const open = [{ ...erased('2026-07-01T09:00:00Z'), openOrders: ['N'] }, placed('N', '2026-06-30')];
    const after = partyClocks(policy, open, '2026-07-02');
    expect(dueOf(after.records, 'order', 'delivery')).toBeNull();
    expect(openOrdersIn(partyVerdicts(policy, open, '2026-07-02'))).toEqual(['N']);
    const done = partyClocks(policy, [...open, delivered('N', '2026-07-03')], '2026-07-04');
    expect(dueOf(done.records, 'order', 'delivery')).toBe('2026-07-01');
    const forgotten = partyClocks(policy, open, after.lookAgainOn ?? '');
    expect(dueOf(forgotten.records, 'order', 'delivery')).toBe('2026-07-01');
  });

  test('an order after the erasure is a new beginning', () => {
    const again = partyClocks(
      policy,
      [erased('2026-07-01T09:00:00Z'), placed('N', '2026-07-05')],
      '2026-07-06',
    );
    expect(again.relationship).toMatchObject({ state: 'active', endsOn: '2028-07-05' });
  });

  test('sales under the one-stop shop stay ten years from the end of the year of the sale', () => {
    const verdicts = partyVerdicts(
      policy,
      [{ ...placed('A', '2026-06-15'), vat: 'oss' }, delivered('A', '2026-06-17')],
      today,
    );
    expect(verdicts[0]?.keep).toMatchObject([{ fieldClass: 'voucher', until: '2036-12-31' }]);
  });
});

describe('what a sweep finds due', () => {
  const old = [registered('2010-01-01'), placed('A', '2010-01-02')];

  test('a party whose ten years are over is due as a whole', () => {
    expect(dueOfParty(partyClocks(policy, old, '2022-01-03'), '2022-01-03')).toMatchObject({ whole: true });
  });

  test('on the last day kept nothing is due yet', () => {
    expect(dueOfParty(partyClocks(policy, old, '2022-01-02'), '2022-01-02')).toBeUndefined();
  });

  test('right.access – an open request holds everything back, its end lets it go', () => {
    const open = request('request.opened.v1');
    expect(dueOfParty(partyClocks(policy, [...old, open], today), today)).toBeUndefined();
    const closed = request('request.closed.v1');
    expect(dueOfParty(partyClocks(policy, [closed, ...old, open], today), today)).toMatchObject({
      whole: true,
    });
  });
});

test('no order, repetition or grouping of the facts changes a clock', () => {
  const facts: PartyFact[] = [
    registered('2019-03-03'),
    placed('A', '2020-01-01'),
    invoiced('A', '2020-01-02'),
    delivered('A', '2020-01-03'),
    placed('B', '2024-12-31'),
    { ...placed('B', '2025-01-02'), _id: 'cancel', mark: 'cancelled' },
    erased('2021-01-01T00:00:00Z'),
    request('request.opened.v1'),
  ];
  const expected = partyClocks(policy, facts, today);
  const repeated = fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2 });
  fc.assert(
    fc.property(repeated, (shuffled) => expect(partyClocks(policy, shuffled, today)).toEqual(expected)),
  );
});

type Clocks = ReturnType<typeof partyClocks>;

function dueOf(records: Clocks['records'], kind: string, fieldClass: string) {
  return records
    .find((record) => record.kind === kind)
    ?.clocks.find((clock) => clock.fieldClass === fieldClass)?.dueOn;
}

function fact(of: Pick<InventoryFact, 'type' | 'kind' | 'record' | 'on' | 'ownAct'>): InventoryFact {
  return {
    _id: `${of.type} ${of.record}`,
    party: 'p1',
    source: 'web-store',
    partyId: 'customer/1',
    mark: 'opened',
    at: `${of.on}T12:00:00+02:00`,
    takenAt: new Date(0),
    ...of,
  };
}

function registered(on: string): InventoryFact {
  return fact({ type: 'customer.registered.v1', kind: 'customer', record: '1', on, ownAct: true });
}

function placed(order: string, on: string): InventoryFact {
  const placedFact = fact({ type: 'order.placed.v1', kind: 'order', record: order, on, ownAct: true });
  return { ...placedFact, order, vat: 'domestic' };
}

function delivered(order: string, on: string): InventoryFact {
  const deliveredFact = fact({ type: 'order.delivered.v1', kind: 'order', record: order, on, ownAct: false });
  return { ...deliveredFact, order, mark: 'delivered' };
}

function invoiced(order: string, on: string): InventoryFact {
  return {
    ...fact({ type: 'invoice.issued.v1', kind: 'invoice', record: `I${order}`, on, ownAct: false }),
    order,
  };
}

function moment(at: string) {
  return { party: 'p1', at, on: at.slice(0, 10), takenAt: new Date(0) };
}

function erased(at: string): ErasedFact {
  return { _id: 'erased', type: 'inventory.erased', occasion: 'request', ...moment(at) };
}

function gone(kind: FieldsErasedFact['kind'], record: string, ...fieldClasses: string[]): FieldsErasedFact {
  const when = moment('2026-07-01T09:00:00Z');
  return { _id: `gone ${record}`, type: 'fields.erased', kind, record, fieldClasses, ...when };
}

function request(type: RequestFact['type']): RequestFact {
  return { _id: type, type, request: 'r1', ...moment('2026-06-01T09:00:00Z') };
}
