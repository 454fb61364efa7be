import { describe, expect, test } from '@jest/globals';
import { answerOf, seloste } from './test/seloste.js';

interface Fields {
  readonly fields: readonly { fieldClass: string; dueOn: string | null; goesToday: boolean }[];
}

describe('seloste due --rule', () => {
  test.each([
    [
      'basis.law: Accounting Act 1336/1997 ch. 2 §10(2)',
      'accounting-voucher',
      '2026-06-15',
      '2032-12-31',
      '2033-01-01',
    ],
    [
      'basis.law: Accounting Act 1336/1997 ch. 2 §10(1)',
      'accounting-books',
      '2026-06-15',
      '2036-12-31',
      '2037-01-01',
    ],
    [
      'basis.law: Regulation 282/2011 Art. 63c',
      'vat-one-stop-shop',
      '2026-06-15',
      '2036-12-31',
      '2037-01-01',
    ],
    [
      'retention.customer: ten years by the calendar, from 29 February',
      'customer',
      '2020-02-29',
      '2030-02-28',
      '2030-03-01',
    ],
    ['retention.customer: to a 29 February', 'retention.customer', '2018-02-28', '2028-02-28', '2028-02-29'],
  ])('%s', async (title, rule, from, lastDayKept, dueOn) => {
    const answer = await answerOf<{ because: { statements: string[] } }>([
      'due',
      '--rule',
      rule,
      '--from',
      from,
    ]);
    expect(answer).toMatchObject({ from, lastDayKept, dueOn, policyVersion: 'midare/2018-05-25' });
    expect(answer.because.statements).toContain(title.split(':')[0]);
  });

  test('it is said in words too', async () => {
    const { out } = await seloste('due --rule accounting-voucher --from 2026-06-15'.split(' '));
    expect(out).toContain(
      'hold.accounting-voucher from 2026-06-15: last day kept 2032-12-31, due 2033-01-01',
    );
    expect(out).toContain('Accounting Act 1336/1997 ch. 2 §10(2)');
  });
});

describe('seloste due, of a record with its events', () => {
  const invoice = {
    id: 'I-1',
    kind: 'invoice',
    on: '2026-06-15',
    fieldClasses: ['voucher', 'communication', 'marketing'],
    vat: 'domestic',
  };
  const over = [
    { what: 'activity', on: '2026-06-15' },
    { what: 'relationship-ended', on: '2026-10-01' },
  ];

  test('retention.customer, basis.law: each field has its longest basis', async () => {
    const answer = await answerOf<Fields>(['due'], {
      record: invoice,
      subjectKind: 'consumer',
      events: over,
    });
    expect(answer).toMatchObject({
      record: 'I-1',
      at: '2026-11-02',
      fields: [
        {
          fieldClass: 'voucher',
          lastDayKept: '2036-10-01',
          dueOn: '2036-10-02',
          basis: { element: 'retention.customer' },
          alsoHeldBy: [{ element: 'hold.accounting-voucher' }],
        },
        { fieldClass: 'communication', dueOn: '2036-10-02' },
        { fieldClass: 'marketing', dueOn: '2028-06-16' },
      ],
    });
  });

  test('basis.law: of one who never was a customer, the law keeps the voucher and nothing else', async () => {
    const { fields } = await answerOf<Fields>(['due', '--at', '2027-01-01'], {
      record: invoice,
      subjectKind: 'business-contact',
      events: [{ what: 'role-ended', on: '2026-07-01' }],
    });
    expect(fields.map(({ fieldClass, dueOn, goesToday }) => [fieldClass, dueOn, goesToday])).toEqual([
      ['voucher', '2033-01-01', false],
      ['communication', '2026-06-15', true],
      ['marketing', '2026-07-01', true],
    ]);
  });

  test.each<[string, object, number, string | null]>([
    [
      'retention.customer: a new order re-opens the relationship',
      { events: [...over, { what: 'activity', on: '2026-11-02' }] },
      1,
      '2038-11-03',
    ],
    [
      'retention.customer: what is yet to come does not count',
      {
        subjectKind: 'consumer',
        events: [
          { what: 'activity', on: '2026-06-15' },
          { what: 'relationship-ended', on: '2026-11-03' },
        ],
      },
      1,
      '2038-06-16',
    ],
    ['retention.customer: without a word it ends by itself', { events: [over[0]] }, 1, '2038-06-16'],
    [
      'retention.marketing: a prohibition ends it',
      { events: [{ what: 'marketing-prohibited', on: '2026-09-01' }] },
      2,
      '2026-09-01',
    ],
    [
      'retention.marketing: a prohibition that was lifted before does not',
      {
        subjectKind: 'consumer',
        events: [
          { what: 'marketing-prohibited', on: '2025-09-01' },
          { what: 'prohibition-lifted', on: '2026-01-01' },
        ],
      },
      2,
      '2028-06-16',
    ],
    [
      'retention.marketing: a consumer was in touch',
      { subjectKind: 'consumer', events: [{ what: 'last-contact', on: '2026-09-01' }] },
      2,
      '2028-09-02',
    ],
    ['right.object: a restriction freezes', { events: [{ what: 'restricted', on: '2026-09-01' }] }, 2, null],
    [
      'right.object: a restriction of tomorrow does not yet',
      { events: [{ what: 'restricted', on: '2026-11-03' }] },
      1,
      '2026-06-15',
    ],
    [
      'right.object: once lifted it freezes no more',
      {
        events: [
          { what: 'restricted', on: '2026-07-01' },
          { what: 'restriction-lifted', on: '2026-09-01' },
        ],
      },
      1,
      '2026-06-15',
    ],
    [
      'right.object: a second restriction freezes again, on the day of the lifting too',
      {
        events: [
          { what: 'restriction-lifted', on: '2026-09-01' },
          { what: 'restricted', on: '2026-09-01' },
          { what: 'restricted', on: '2026-07-01' },
        ],
      },
      1,
      null,
    ],
    ['a hold by hand', { holds: [{ id: 'h', hold: 'claim', until: '2040-01-01' }] }, 1, '2040-01-02'],
  ])('%s', async (_what, given, field, dueOn) => {
    const { fields } = await answerOf<Fields>(['due'], { record: invoice, ...given });
    expect(fields[field]?.dueOn).toBe(dueOn);
  });

  test.each<[string, string, object, string | null]>([
    [
      'right.withdraw: the consent ended',
      'newsletter',
      { what: 'consent-ended', on: '2026-10-01' },
      '2026-10-01',
    ],
    [
      'right.prohibit: the prohibition was lifted',
      'suppression',
      { what: 'prohibition-lifted', on: '2026-10-01' },
      '2026-10-01',
    ],
    ['right.prohibit: it was not', 'suppression', { what: 'activity', on: '2026-10-01' }, null],
    [
      'inference.interests: the person objected',
      'inferred',
      { what: 'objected', on: '2026-10-01' },
      '2026-10-01',
    ],
  ])('%s', async (_what, fieldClass, event, dueOn) => {
    const record = {
      id: 'R',
      kind: fieldClass === 'suppression' ? 'prohibition' : 'newsletter',
      on: '2026-06-15',
      fieldClasses: [fieldClass],
    };
    const { fields } = await answerOf<Fields>(['due'], { record, subjectKind: 'consumer', events: [event] });
    expect(fields[0]?.dueOn).toBe(dueOn);
  });

  test.each<[string, object[], string | null]>([
    ['after it ended', [{ what: 'consent-given', on: '2026-10-02' }], null],
    ['before it ended', [{ what: 'consent-given', on: '2026-09-30' }], '2026-10-01'],
    ['on the day it ended: the stricter stands', [{ what: 'consent-given', on: '2026-10-01' }], '2026-10-01'],
    ['tomorrow only', [{ what: 'consent-given', on: '2026-11-03' }], '2026-10-01'],
    [
      'and ended again',
      [
        { what: 'consent-given', on: '2026-10-02' },
        { what: 'consent-ended', on: '2026-10-20' },
      ],
      '2026-10-20',
    ],
  ])('right.withdraw: a consent is given again %s', async (_when, more, dueOn) => {
    const { fields } = await answerOf<Fields>(['due'], {
      record: { id: 'R', kind: 'newsletter', on: '2026-06-15', fieldClasses: ['newsletter'] },
      events: [...more, { what: 'consent-ended', on: '2026-10-01' }],
    });
    expect(fields[0]?.dueOn).toBe(dueOn);
  });

  test('right.prohibit: a prohibition after one that was lifted is kept like the first', async () => {
    const { fields } = await answerOf<Fields>(['due'], {
      record: { id: 'R', kind: 'prohibition', on: '2026-06-15', fieldClasses: ['suppression'] },
      events: [
        { what: 'marketing-prohibited', on: '2025-01-01' },
        { what: 'prohibition-lifted', on: '2025-06-01' },
        { what: 'marketing-prohibited', on: '2026-06-15' },
      ],
    });
    expect(fields).toMatchObject([{ dueOn: null, goesToday: false }]);
  });

  test('basis.law: where the VAT scheme is left out, the longest that could apply keeps it, and says so', async () => {
    const { vat: _unknown, ...record } = invoice;
    const { fields } = await answerOf<Fields>(['due'], { record });
    expect(fields[0]).toMatchObject({
      dueOn: '2037-01-01',
      basis: { element: 'hold.vat-one-stop-shop', reason: 'held-vat-scheme-unknown' },
    });
  });

  test('as a table: what goes today, and because of what', async () => {
    const { out } = await seloste(['due', '--at', '2026-11-02'], {
      record: { ...invoice, fieldClasses: ['voucher', 'delivery'] },
    });
    expect(out).toMatch(
      /voucher +2032-12-31 +2033-01-01 +no +hold.accounting-voucher: held \(Accounting Act/,
    );
    expect(out).toMatch(/delivery +2026-06-14 +2026-06-15 +yes +conduct.deny-by-default: no-basis-to-keep/);
  });

  test.each<[string, unknown, string]>([
    [
      'a date that does not exist',
      { record: { ...invoice, on: '2026-02-30' } },
      'record.on: must be a date that exists',
    ],
    [
      'a kind nobody knows',
      { record: { ...invoice, kind: 'invoise' } },
      'record.kind: must be one of customer, order',
    ],
    [
      'a field class nobody declared',
      { record: { ...invoice, fieldClasses: ['shoe-size'] } },
      'record.fieldClasses: shoe-size',
    ],
    ['a missing date', { record: { id: 'I', kind: 'invoice', fieldClasses: [] } }, 'record: "on" is missing'],
    [
      'an event nobody knows',
      { record: invoice, events: [{ what: 'party', on: '2026-01-01' }] },
      'events.0.what: must be one of activity',
    ],
    ['a key nobody knows', { record: invoice, evnts: [] }, 'unknown key "evnts"'],
    ['no object', [], 'must be object'],
  ])('%s is refused with its field', async (_what, input, named) => {
    const { code, err } = await seloste(['due'], input);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining(
        `standard input: ${named}`.slice(named.startsWith('record.fieldClasses') ? 16 : 0),
      ),
    ]);
  });
});
