import { describe, expect, test } from '@jest/globals';
import { contractOf, contracts, validateEvent } from './validate-event.js';

describe('an event is validated before any handler sees it', () => {
  test('a whole event passes, and what the contract does not know is left out and counted', () => {
    const checked = validateEvent({
      ...placed(),
      data: { ...placed().data, colour: 'red', buyer: { customer: '1', age: 7 } },
    });
    expect(checked).toMatchObject({ ok: true, dropped: 2 });
    expect(JSON.stringify(checked)).not.toMatch(/colour|age|red/);
  });

  test('null stands for what is left out: no handler meets it, and what is needed is missing', () => {
    const checked = validateEvent(withData({ buyerContact: null, addressCollection: null }));
    expect(checked).toMatchObject({ ok: true, dropped: 0 });
    expect(JSON.stringify(checked)).not.toContain('null');
    expect(validateEvent(withData({ order: null }))).toMatchObject({ ok: false, field: '/data/order' });
  });

  test.each([
    ['not an object', 'text', 'malformed', ''],
    ['another CloudEvents version', { ...placed(), specversion: '0.3' }, 'malformed', '/specversion'],
    ['no id', { ...placed(), id: undefined }, 'malformed', '/id'],
    ['an id with a dollar sign', { ...placed(), id: '$ne' }, 'malformed', '/id'],
    ['a source that is no publisher', { ...placed(), source: 'web-store' }, 'malformed', '/source'],
    ['a time that does not exist', { ...placed(), time: '2026-13-45T00:00:00Z' }, 'malformed', '/time'],
    ['a time of February 30', { ...placed(), time: '2026-02-30T10:00:00Z' }, 'malformed', '/time'],
    ['a time of 24 o’clock', { ...placed(), time: '2026-06-30T24:00:00Z' }, 'malformed', '/time'],
    [
      'a time without end',
      { ...placed(), time: `2026-06-30T10:00:00.${'0'.repeat(10)}Z` },
      'malformed',
      '/time',
    ],
    ['a type nobody publishes', { ...placed(), type: 'order.eaten.v1' }, 'unknown-type', '/type'],
    ['a version from the future', { ...placed(), type: 'order.placed.v2' }, 'unknown-version', '/type'],
    [
      'a lane number that is none',
      { ...placed(), lane: 'l1', lanesequence: 'x' },
      'malformed',
      '/lanesequence',
    ],
    ['no data', { ...placed(), data: undefined }, 'invalid', '/data'],
    ['a missing field', withData({ order: undefined }), 'invalid', '/data/order'],
    ['a wrong type', withData({ order: 536365 }), 'invalid', '/data/order'],
    ['an operator for a value', withData({ order: { $gt: '' } }), 'invalid', '/data/order'],
    ['a missing object', withData({ buyer: undefined }), 'invalid', '/data/buyer'],
    ['a list for an object', withData({ buyer: [{ customer: '1' }] }), 'invalid', '/data/buyer'],
    ['an empty list for an object', withData({ buyer: [] }), 'invalid', '/data/buyer'],
    [
      'a wrong field deep inside',
      withData({ buyer: { customer: 'a b' } }),
      'invalid',
      '/data/buyer/customer',
    ],
    ['a date without its offset', withData({ placedAt: '2026-06-30T10:00:00' }), 'invalid', '/data/placedAt'],
    [
      'a day that does not exist',
      withData({ placedAt: '2026-02-30T10:00:00Z' }),
      'invalid',
      '/data/placedAt',
    ],
    ['a word outside the list', withData({ vatScheme: 'none' }), 'invalid', '/data/vatScheme'],
    [
      'too many product groups',
      withData({ productGroups: Array(51).fill('a') }),
      'invalid',
      '/data/productGroups',
    ],
    [
      'a prototype for a field',
      withData(JSON.parse('{"__proto__": {"order": "1"}, "order": null}') as object),
      'invalid',
      '/data/order',
    ],
  ])('%s', (_name, raw, reason, field) => {
    expect(validateEvent(raw)).toMatchObject({ ok: false, reason, field });
  });

  test.each([
    ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', true],
    ['anna@example.fi', false],
    [42, false],
  ])('the trace %s is carried on: %s', (traceparent, carried) => {
    const checked = validateEvent({ ...placed(), traceparent });
    expect(checked).toMatchObject({ ok: true });
    expect('event' in checked && checked.event.traceparent).toBe(carried ? traceparent : undefined);
  });

  test('a refusal never repeats what was sent', () => {
    const checked = validateEvent(withData({ country: 'Maija Meikäläinen' }));
    expect(JSON.stringify(checked)).not.toContain('Maija');
  });

  test('each contract has one type, and each type one contract', () => {
    expect(new Set(contracts.map(({ type }) => type)).size).toBe(contracts.length);
    expect(contracts.every((contract) => contractOf(contract.type) === contract)).toBe(true);
  });
});

function placed() {
  return {
    specversion: '1.0',
    id: 'order-placed-536365',
    source: '/web-store',
    type: 'order.placed.v1',
    time: '2026-06-30T07:00:00Z',
    data: {
      order: '536365',
      placedAt: '2026-06-30T10:00:00+03:00',
      buyer: { customer: '17850' },
      buyerKind: 'consumer',
      country: 'FI',
      vatScheme: 'domestic',
      productGroups: ['lights'],
    },
  };
}

function withData(change: object) {
  const event = placed();
  return { ...event, data: { ...event.data, ...change } };
}
