import { describe, expect, it } from '@jest/globals';
import { anna, echo, home, lift, personEcho, prohibition, work } from '../../test/builders.js';
import { namedByLift } from './named-by-lift.decision.js';

const ben = 'p_h1_ben';
const cara = 'p_h1_cara';
const bare = prohibition('b', { address: work });
const [ofAnna, ofBen] = [anna, ben].map((party) => personEcho(bare, party, work));
const annasHome = echo({ ...bare, suppression: ofAnna!.suppression, party: anna }, home);
const otherKey = echo(bare, { ...work, kid: 'h2', hash: 'work-under-h2' });
const everything = [ofAnna!, annasHome, ofBen!, otherKey];
const hers = prohibition('p', { party: anna, address: work });

const named = (...asked: Parameters<typeof namedByLift>): unknown => {
  const answer = namedByLift(...asked);
  return 'refused' in answer ? answer.refused : [answer.party, ...answer.suppressions.toSorted()];
};
const several = 'must say who lifts: several people object by it';
const nobody = 'is none of those who object by it';

describe('right.prohibit – a lift is one person’s, and ends nothing that another asked for', () => {
  it.each([
    ['a person’s own', hers, [], undefined, [anna, 's.p']],
    ['a person’s own, by name', hers, [], [anna], [anna, 's.p']],
    ['a person’s own, under a reference of before', hers, [], ['p_h2_anna', anna], [anna, 's.p']],
    ['with its echoes', hers, [echo(hers, home)], [anna], [anna, 's.p', 's.p/hash-of-home-mail']],
    ['another person’s', hers, [], [ben], 'is not whose prohibition it is'],
    ['an address of nobody known', bare, [otherKey], undefined, [undefined, 's.b', otherKey.suppression]],
    ['by somebody known later', bare, [], [ben], [ben, 's.b', 's.b/p_h1_ben']],
    ['an address of one', bare, [ofBen!], undefined, [ben, 's.b', 's.b/p_h1_ben']],
    ['an address of one, by name', bare, [ofBen!, otherKey], [ben], [ben, 's.b', ben, otherKey.suppression]],
    ['an address of two', bare, everything, undefined, several],
    ['for one of two', bare, everything, [ben], [ben, 's.b/p_h1_ben']],
    ['for the other, wherever she is reached', bare, everything, [anna], [anna, annasHome.suppression, anna]],
    ['for neither of two', bare, everything, [cara], nobody],
    [
      'for the last of two',
      bare,
      [...everything, lift('l', [ofAnna!.suppression, annasHome.suppression], { party: anna })],
      [ben],
      [ben, 's.b', annasHome.suppression, anna, ben, otherKey.suppression],
    ],
    [
      'for the last of two, unnamed',
      bare,
      [ofAnna!, ofBen!, lift('l', [ofBen!.suppression], { party: ben })],
      undefined,
      [anna, 's.b', anna, ben],
    ],
    [
      'for the same one again',
      bare,
      [ofAnna!, ofBen!, lift('l', [ofBen!.suppression], { party: ben })],
      [ben],
      [ben, ben],
    ],
  ] as const)('%s', (_what, prohibited, facts, refs, outcome) => {
    const [first, ...others] = typeof outcome === 'string' ? [outcome] : outcome;
    const ids = others.map((id) => (id?.startsWith('p_') ? `s.b/${id}` : id));
    expect(named(prohibited, facts, refs)).toEqual(
      typeof outcome === 'string' ? outcome : [first, ...ids.toSorted()],
    );
  });
});
