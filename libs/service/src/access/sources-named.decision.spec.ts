import { describe, expect, test } from '@jest/globals';
import { type SourcePlace, sourcesNamed } from './sources-named.decision.js';

const party = (source: unknown) => ({ party: { source, id: 'customer/1' } });
const one: SourcePlace = { at: '/party/source' };
const many: SourcePlace = { at: '/questions/party/source' };
const events: SourcePlace = { at: '/source', prefix: '/' };
const orAddress: SourcePlace = { at: '/party/source', unless: 'address' };

const seen = (body: unknown, place: SourcePlace) => {
  const { foreign, absent } = sourcesNamed(body, place, 'web-store');
  return [...foreign.map(({ field }) => field), ...(absent === undefined ? [] : [`no ${absent.field}`])];
};

describe('A body names', () => {
  test.each<[string, unknown, SourcePlace, readonly string[]]>([
    ['one’s own customer', party('web-store'), one, []],
    ['another’s', party('my-shop'), one, ['/party/source']],
    ['one whose name begins alike', party('web-store-2'), one, ['/party/source']],
    ['one that differs in case', party('Web-Store'), one, ['/party/source']],
    ['nobody', {}, one, ['no /party/source']],
    ['a party of no source', { party: { id: 'customer/1' } }, one, ['no /party/source']],
    ['an operator', party({ $ne: '' }), one, ['no /party/source']],
    [
      'what every object has',
      JSON.parse('{"__proto__":{"party":{"source":"web-store"}}}'),
      one,
      ['no /party/source'],
    ],
    ['another’s in a list where one belongs', { party: [party('my-shop').party] }, one, ['/party/0/source']],
    ['an address alone', { address: {} }, one, ['no /party/source']],
    ['an address alone, where that is enough', { address: {} }, orAddress, []],
    ['an address of another’s customer', { address: {}, ...party('my-shop') }, orAddress, ['/party/source']],
    ['neither, where one is enough', {}, orAddress, ['no /party/source']],
    [
      'another’s among one’s own',
      { questions: [party('web-store'), party('my-shop'), [[party('their-shop')]]] },
      many,
      ['/questions/1/party/source', '/questions/2/0/0/party/source'],
    ],
    ['an event of one’s own', { source: '/web-store' }, events, []],
    ['an event without the slash', { source: 'web-store' }, events, ['/source']],
    ['another’s event in a batch', [{ source: '/web-store' }, { source: '/my-shop' }], events, ['/1/source']],
    ['no object', '[[]]', events, []],
    ['an empty list', [[], []], events, []],
    ['events of no source', [{}], events, ['no /source']],
  ])('%s', (_name, body, place, expected) => {
    expect(seen(body, place)).toEqual(expected);
  });

  test('and is told what would be right, and never what was sent', () => {
    const { foreign } = sourcesNamed([{ source: '/somebody-s' }], events, 'web-store');
    expect(foreign).toEqual([
      { field: '/0/source', reason: 'must be /web-store, the source this token speaks for' },
    ]);
  });

  test('of very many others fifty', () => {
    const body = { questions: Array.from({ length: 5000 }, () => party('my-shop')) };
    expect(seen(body, many)).toHaveLength(50);
  });
});
