import { describe, expect, it } from '@jest/globals';
import type { ScopeData } from '#contracts';
import { anna, echo, home, lift, prohibition, work } from '../../test/builders.js';
import type { ProhibitionFact } from '../prohibition.js';
import { nextUnsubscribe } from './next-unsubscribe.decision.js';

const scope: ScopeData = { kind: 'all-marketing' };
const click = (id: string, own: Partial<ProhibitionFact> = {}): ProhibitionFact =>
  prohibition(id, { method: 'one-click', address: work, scope, ...own });

describe('right.prohibit – a click prohibits once, and again after a lift', () => {
  it.each([
    ['the first click', [], { generation: 0 }],
    ['a second click while the first one stands', [click('c')], { standing: click('c') }],
    ['a click after the first one was lifted', [click('c'), lift('l', ['s.c'])], { generation: 1 }],
    [
      'a click while the desk holds one: it is an act of its own',
      [click('c', { method: 'phone' })],
      { generation: 0 },
    ],
    ['a click for another address', [click('c', { address: home })], { generation: 0 }],
    [
      'a click for another scope',
      [click('c', { scope: { kind: 'topic', value: 'monthly-round-up' } })],
      { generation: 0 },
    ],
    ['a prohibition of the party by one click elsewhere', [click('c', { party: anna })], { generation: 0 }],
  ])('%s', (_what, facts, expected) => {
    expect(nextUnsubscribe(facts, [work.hash], scope)).toEqual(expected);
  });

  it('each person whom a link names has a click of their own', () => {
    const hers = click('c', { party: anna });
    const facts = [hers, click('d', { party: 'p_h1_ben' }), lift('l', ['s.d'])];
    expect(nextUnsubscribe(facts, [work.hash], scope, anna)).toEqual({ standing: hers });
    expect(nextUnsubscribe(facts, [work.hash], scope, 'p_h1_ben')).toEqual({ generation: 1 });
    expect(nextUnsubscribe(facts, [work.hash], scope)).toEqual({ generation: 0 });
  });

  // `home` stands for the same address under another hash key.
  const after = click('c', { address: home });
  it.each([
    ['stands for a link that knows both', [after], [work.hash, home.hash], { standing: after }],
    [
      'stands for one that knows the other only',
      [after, echo(after, work)],
      [work.hash],
      { standing: after },
    ],
    [
      'once lifted, a link that knows the other only prohibits anew',
      [after, echo(after, work), lift('l', ['s.c', `s.c/${work.hash}`])],
      [work.hash],
      { generation: 1 },
    ],
  ])('a click under another hash key %s', (_what, facts, hashes, expected) => {
    expect(nextUnsubscribe(facts, hashes, scope)).toEqual(expected);
  });
});
