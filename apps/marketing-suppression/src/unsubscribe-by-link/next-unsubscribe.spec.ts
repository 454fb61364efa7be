import { describe, expect, it } from '@jest/globals';
import type { ScopeData } from '#contracts';
import { anna, home, lift, prohibition, work } from '../../test/builders.js';
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
    expect(nextUnsubscribe(facts, work.hash, scope)).toEqual(expected);
  });
});
