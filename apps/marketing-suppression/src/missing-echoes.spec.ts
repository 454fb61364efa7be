import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AddressHash } from '#contracts';
import { anna, echo, home, lift, personEcho, prohibition, work } from '../test/builders.js';
import { missingEchoes, rootOf } from './missing-echoes.decision.js';
import { echoIdOf, echoLiftIdOf, LIFTED, type ProhibitionFact, type SuppressionFact } from './prohibition.js';

const held = (address: AddressHash): { address: AddressHash } => ({ address });
const ofAnna = prohibition('p', { party: anna });

describe('right.prohibit – a prohibition of a party reaches every address of it', () => {
  it.each([
    [
      'one echo for each address',
      [ofAnna],
      [work, home, work],
      ['s.p/hash-of-work-mail', 's.p/hash-of-home-mail'],
    ],
    ['none where it was said already', [ofAnna, echo(ofAnna, work)], [work], []],
    [
      'none for the address that was prohibited itself',
      [prohibition('p', { party: anna, address: work })],
      [work],
      [],
    ],
    ['none of what is lifted', [ofAnna, lift('l', ['s.p'])], [work], []],
    [
      'one for the other hash of an address that was prohibited itself',
      [prohibition('p', { address: home })],
      [home, work],
      ['s.p/hash-of-work-mail'],
    ],
  ] as const)('%s', (_what, facts, addresses, expected) => {
    const { echoes, lifts } = missingEchoes(facts, addresses.map(held));
    expect(echoes.map(({ of, address }) => echoIdOf(rootOf(of), address))).toEqual(expected);
    expect(lifts).toEqual([]);
  });

  it('an address that was left before the prohibition is none of hers, one that was left later is', () => {
    const at = Date.parse(ofAnna.at);
    const said = (until: number) =>
      missingEchoes([ofAnna], [{ address: work, until }]).echoes.map(({ address }) => address.hash);
    expect([said(at - 1), said(at), said(at + 1)]).toEqual([[], [work.hash], [work.hash]]);
  });

  it('what was said for a person of a bare address is said for the other addresses of that person', () => {
    const bare = prohibition('b', { address: work });
    const forAnna = personEcho(bare, anna, work);
    const { echoes } = missingEchoes([forAnna], [held(work), held(home)]);
    expect(echoes.map(({ of, address }) => [rootOf(of), of.party, address.hash])).toEqual([
      ['s.b/p_h1_anna', anna, home.hash],
    ]);
    const forHome = echo({ ...bare, suppression: forAnna.suppression, party: anna }, home);
    const ended = lift('l', [forAnna.suppression]);
    expect(missingEchoes([forAnna, ended], [held(home)])).toEqual({ echoes: [], lifts: [] });
    const { lifts } = missingEchoes([forAnna, forHome, ended], [held(home)]);
    expect(lifts.map(({ completes, echo: of }) => echoLiftIdOf(completes.lift, of))).toEqual([
      `l.l/${forHome.suppression.slice('s.b/'.length)}`,
    ]);
  });

  it('of two people who share another address too, each has an echo there', () => {
    const bare = prohibition('b', { address: work });
    const ids = [anna, 'p_h1_ben'].map((party) => echoIdOf(personEcho(bare, party, work).suppression, home));
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^s\.b\/[\w-]{43}$/);
  });

  it('an echo that the lift of its prohibition does not name is lifted after it', () => {
    const { echoes, lifts } = missingEchoes([ofAnna, echo(ofAnna, work), lift('l', ['s.p'])], [held(work)]);
    expect(echoes).toEqual([]);
    expect(lifts.map(({ completes, echo }) => [completes.lift, echo.suppression])).toEqual([
      ['l.l', 's.p/hash-of-work-mail'],
    ]);
  });

  it('whatever comes first, once all is known and said the marketing service hears the same', () => {
    const acts: readonly Act[] = [
      { fact: ofAnna },
      { fact: prohibition('q', { party: anna, scope: { kind: 'channel', value: 'email' } }) },
      { fact: lift('l', ['s.p']) },
      { address: work },
      { address: home },
    ];
    const keptAfter = fc.array(fc.boolean(), { minLength: acts.length, maxLength: acts.length });
    fc.assert(
      fc.property(fc.shuffledSubarray([...acts], { minLength: acts.length }), keptAfter, (order, kept) => {
        expect(standsAtTheMarketingService(play(order, kept))).toEqual([
          's.q',
          's.q/hash-of-home-mail',
          's.q/hash-of-work-mail',
        ]);
      }),
    );
  });
});

type Act = { readonly fact: SuppressionFact } | { readonly address: AddressHash };

/** Plays the acts; after some of them, and after the last, what is missing is said, as the keeper does. */
function play(order: readonly Act[], kept: readonly boolean[]): readonly SuppressionFact[] {
  const facts: SuppressionFact[] = [];
  const addresses: AddressHash[] = [];
  order.forEach((act, index) => {
    if ('fact' in act) facts.push(act.fact);
    else addresses.push(act.address);
    if (kept[index] === true || index === order.length - 1) keep(facts, addresses);
  });
  return facts;
}

function keep(facts: SuppressionFact[], addresses: readonly AddressHash[]): void {
  for (let round = 0; round < 3; round += 1) {
    const { echoes, lifts } = missingEchoes(facts, addresses.map(held));
    facts.push(
      ...echoes.map(({ of, address }) => echo(of as ProhibitionFact, address)),
      ...lifts.map(({ completes, echo }) => lift(echoIdOf(completes.lift, echo.address), [echo.suppression])),
    );
  }
}

/** It knows neither roots nor parties: added ids minus named ids. */
function standsAtTheMarketingService(facts: readonly SuppressionFact[]): readonly string[] {
  const named = new Set(facts.flatMap((fact) => (fact.type === LIFTED ? fact.suppressions : [])));
  const added = facts.flatMap((fact) => (fact.type === LIFTED ? [] : [fact.suppression]));
  return [...new Set(added)].filter((id) => !named.has(id)).sort();
}
