import { describe, expect, it } from '@jest/globals';
import { aGrant, anErasure } from './consent-facts.builder.js';
import { erasedBefore, isErased } from './erased-before.decision.js';

const at = (day: string): number => Date.parse(`2026-06-${day}T07:00:00Z`);

describe('retention.customer – what an erasure reaches is told by the acts, not by when they came in', () => {
  it.each([
    ['nothing erased', [aGrant()], -Infinity],
    ['an erase command', [anErasure()], at('25')],
    ['single records', [anErasure({ type: 'records.erased' })], -Infinity],
    ['the later of two', [anErasure({ at: '2026-06-26T07:00:00Z' }), anErasure()], at('26')],
  ])('%s', (_given, facts, before) => {
    expect(erasedBefore(facts)).toBe(before);
  });

  it('reaches an act of its own instant, with any offset, and none after it', () => {
    expect(isErased({ at: '2026-06-25T10:00:00+03:00' }, at('25'))).toBe(true);
    expect(isErased({ at: '2026-06-25T10:00:01+03:00' }, at('25'))).toBe(false);
  });
});
