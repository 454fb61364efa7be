import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { echo, home, lift, prohibition, work } from '../test/builders.js';
import type { SuppressionFact } from './prohibition.js';
import { prohibitionsInForce } from './prohibitions-in-force.decision.js';

const older = prohibition('older', { address: work });
const newer = prohibition('newer', { address: work });
const inForce = (...facts: readonly SuppressionFact[]): readonly string[] =>
  prohibitionsInForce(facts)
    .map(({ suppression }) => suppression)
    .sort();

describe('right.prohibit – a prohibition holds until a lift names it', () => {
  it.each([
    ['nothing was lifted', [older, newer], ['s.newer', 's.older']],
    ['the older was lifted: the newer still holds', [older, newer, lift('l1', ['s.older'])], ['s.newer']],
    ['the lift came before what it names', [lift('l1', ['s.older']), older], []],
    ['the lift names something else', [older, lift('l1', ['s.unknown'])], ['s.older']],
    ['the same lift twice, under two ids', [older, lift('l1', ['s.older']), lift('l2', ['s.older'])], []],
  ] as const)('%s', (_what, facts, standing) => {
    expect(inForce(...facts)).toEqual(standing);
  });

  it('an echo stands and falls with the prohibition it follows, named or not', () => {
    const ofHome = echo(older, home);
    expect(inForce(ofHome)).toEqual([ofHome.suppression]);
    expect(inForce(older, ofHome, lift('l1', ['s.older']))).toEqual([]);
    expect(inForce(older, ofHome, lift('l1', [ofHome.suppression]))).toEqual(['s.older']);
  });

  it('no order and no repetition of the facts changes what is in force', () => {
    const ids = fc.constantFrom('a', 'b', 'c');
    const fact: fc.Arbitrary<SuppressionFact> = fc.oneof(
      ids.map((id) => prohibition(id, { address: work })),
      ids.map((id) => echo(prohibition(id), home)),
      fc.tuple(ids, ids).map(([id, named]) => lift(`l-${id}`, [`s.${named}`])),
    );
    const told = fc
      .array(fact, { maxLength: 12 })
      .chain((facts) =>
        fc.tuple(
          fc.constant(facts),
          fc.shuffledSubarray(facts, { minLength: facts.length }),
          fc.subarray(facts),
        ),
      );
    fc.assert(
      fc.property(told, ([facts, shuffled, again]) => {
        expect(inForce(...shuffled, ...again)).toEqual(inForce(...facts));
      }),
    );
  });
});
