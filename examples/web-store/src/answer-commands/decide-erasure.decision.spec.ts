import { describe, expect, test } from '@jest/globals';
import type { StoreRecord } from '../hold-records/store-record.js';
import { planErasure } from './decide-erasure.decision.js';

const TODAY = '2026-07-01';
const duty = (until: string) => ({ until, provision: 'Accounting Act 1336/1997 ch. 2 §10(2)' });

const customer: StoreRecord = {
  _id: 'customer/12748',
  kind: 'customer',
  record: '12748',
  party: 'customer/12748',
  fields: { identity: { name: 'Aino' }, contact: { email: 'a@example.fi' } },
};
const order = (until = '2032-12-31'): StoreRecord => ({
  _id: 'order/536365',
  kind: 'order',
  record: '536365',
  party: 'customer/12748',
  fields: { order: { state: 'placed' }, delivery: { street: 'x' }, voucher: { amount: '1.00' } },
  voucher: duty(until),
});

describe('what an erasure command does to the records held', () => {
  test('without verdicts, all goes but the voucher, to the last day the law names', () => {
    expect(planErasure([customer, order()], undefined, TODAY)).toEqual({
      outcome: 'retained',
      verdicts: [
        { kind: 'customer', record: '12748', erase: ['identity', 'contact'], keep: [] },
        {
          kind: 'order',
          record: '536365',
          erase: ['order', 'delivery'],
          keep: [{ fieldClass: 'voucher', ...duty('2032-12-31') }],
        },
      ],
      erasures: [
        { id: 'customer/12748', classes: ['identity', 'contact'], whole: true },
        { id: 'order/536365', classes: ['order', 'delivery'], whole: false },
      ],
    });
  });

  test.each([
    ['on its last day the voucher stays', '2026-07-01', 'retained'],
    ['the day after it goes', '2026-06-30', 'done'],
  ])('%s', (_what, until, outcome) => {
    expect(planErasure([order(until)], undefined, TODAY).outcome).toBe(outcome);
  });

  test('with verdicts, named records alone are touched, and keep just what they are told to', () => {
    const keep = [{ fieldClass: 'delivery', provision: 'a hold', until: '2027-01-01' }];
    const told = [{ kind: 'order', record: '536365', erase: ['order'], keep }] as const;
    const plan = planErasure(
      [customer, order()],
      told.map((verdict) => ({ ...verdict, erase: ['order'], keep })),
      TODAY,
    );
    expect(plan).toEqual({
      outcome: 'retained',
      verdicts: [{ kind: 'order', record: '536365', erase: ['order', 'voucher'], keep }],
      erasures: [{ id: 'order/536365', classes: ['order', 'voucher'], whole: false }],
    });
  });

  test('a class it is told to keep and does not hold is not claimed to be kept', () => {
    const keep = [{ fieldClass: 'voucher', provision: 'a law', until: '2032-12-31' }];
    const plan = planErasure([customer], [{ kind: 'customer', record: '12748', erase: [], keep }], TODAY);
    expect(plan).toMatchObject({ outcome: 'done', verdicts: [{ keep: [] }], erasures: [{ whole: true }] });
  });

  test.each([
    ['nobody known', []],
    ['a record that is not held', [customer]],
  ])('nothing to do for %s', (_what, held) => {
    const told = [{ kind: 'order' as const, record: '1', erase: [], keep: [] }];
    expect(planErasure(held, told, TODAY)).toEqual({ outcome: 'none', verdicts: [], erasures: [] });
  });
});
