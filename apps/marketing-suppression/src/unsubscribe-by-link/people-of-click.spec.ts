import { describe, expect, it } from '@jest/globals';
import { addressFact, anna, home, work } from '../../test/builders.js';
import type { AddressFact } from '../address-fact.js';
import { peopleOfClick } from './people-of-click.decision.js';

const on = (day: number): string => `2026-06-${String(day).padStart(2, '0')}T09:00:00.000Z`;
const told = (customer: string, day: number, own: Partial<AddressFact> = {}): AddressFact =>
  addressFact(`${customer}-${day}`, {
    party: `p_h1_${customer}`,
    partyId: `customer/${customer}`,
    at: on(day),
    wholeContact: true,
    ...own,
  });
const hers = [told('anna', 5), told('anna', 15, { addresses: [home] })];
const his = told('ben', 16);
const otherKey = told('anna', 20, { party: 'p_h2_anna' });
const others = ['c', 'd', 'e'].map((name) => told(name, 1));

const click = (grant: Parameters<typeof peopleOfClick>[0], facts: readonly AddressFact[]) =>
  peopleOfClick(grant, new Set([work.hash]), facts).map((party) => party.replace(/^p_/, ''));

describe('right.prohibit – whose objection a click is', () => {
  it.each([
    ['whom the link names', { people: [anna] }, [...hers, his], ['h1_anna']],
    [
      'and who had the address when it was made',
      { people: [anna], madeAt: on(10) },
      [...hers, ...others],
      ['h1_anna', 'h1_c', 'h1_d', 'h1_e'],
    ],
    ['not who has it since', { people: [anna], madeAt: on(10) }, [...hers, his], ['h1_anna']],
    ['nor who had left it', { people: ['p_h1_ben'], madeAt: on(17) }, [...hers, his], ['h1_ben']],
    ['named, whatever is known by now', { people: [anna], madeAt: on(10) }, [], ['h1_anna']],
  ])('%s', (_whose, grant, facts, outcome) => {
    expect(click(grant, facts)).toEqual(outcome);
  });

  it.each([
    ['nobody is known', [], []],
    ['one has it, and is the only one ever', [his], ['h1_ben']],
    ['one had it, and nobody since', hers, ['h1_anna']],
    ['one has it under two references', [told('anna', 5), otherKey], ['h1_anna', 'h2_anna']],
    ['another has it since', [...hers, his], []],
    ['two have it', others.slice(0, 2), []],
    [
      'a store’s other customer of the same number had it',
      [his, told('ben', 17, { source: 'shop', party: 'p_h1_other' })],
      [],
    ],
    ['another address of somebody', [told('ben', 17, { addresses: [home] })], []],
  ])('of a link that names nobody, where %s', (_given, facts, outcome) => {
    expect(click({}, facts)).toEqual(outcome);
  });
});
