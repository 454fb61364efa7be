import { describe, expect, test } from '@jest/globals';
import { RecentKeys } from './recent-keys.js';
import type { KeyRef } from './sealed.js';

describe('keys kept in memory', () => {
  test('are bounded; the one not used for longest goes', () => {
    const recent = new RecentKeys(2);
    recent.put('a|proof', { kid: '1', key: Buffer.alloc(0) });
    recent.put('b|proof', { kid: '2', key: Buffer.alloc(0) });
    recent.get(ref('a'));
    recent.put('c|proof', { kid: '3', key: Buffer.alloc(0) });
    expect(['a', 'b', 'c'].map((party) => recent.get(ref(party))?.kid)).toEqual(['1', undefined, '3']);
    expect(recent.size).toBe(2);
  });

  test('are forgotten by name, or all at once', () => {
    const recent = new RecentKeys(9);
    for (const id of ['a|proof', 'b|proof']) recent.put(id, { kid: id, key: Buffer.alloc(0) });
    recent.forget('a|proof');
    expect([recent.get(ref('a')), recent.get(ref('b'))?.kid]).toEqual([undefined, 'b|proof']);
    recent.clear();
    expect(recent.size).toBe(0);
  });
});

const ref = (party: string): KeyRef => ({ party, cls: 'proof' });
