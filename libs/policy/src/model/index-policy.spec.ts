import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { indexPolicy } from './index-policy.js';
import { parsePolicy } from './parse-policy.js';
import type { Policy } from './policy.js';

const file = 'policies/midare/2018-05-25/policy.yaml';
const text = readFileSync(file, 'utf8');
const parsed = (duration = 'PT5S'): Policy => parsePolicy(text.replace('PT5S', duration), file);

describe('a policy is indexed once', () => {
  test('every element is found by its id, in the order of the file', () => {
    const ids = [...text.matchAll(/^(?: {2}- | {2})id: (\S+)$/gm)].map(([, id]) => id);
    const { elements } = parsed();
    expect([...elements.keys()]).toEqual(ids);
    expect([...elements.values()].map(({ id }) => id)).toEqual(ids);
  });

  test('what has a name is found by it: what follows the dot of the id', () => {
    const policy = parsed();
    expect(Object.keys(policy.byName)).toHaveLength(9);
    for (const [section, named] of Object.entries(policy.byName)) {
      expect([...named.values()]).toEqual(policy[section as keyof Policy['byName']]);
      for (const [name, { id }] of named) expect(id).toMatch(new RegExp(`^[a-z]+\\.${name}$`));
    }
  });

  test('what is left out of a policy is no element', () => {
    const policy = indexPolicy({ ...parsed(), authority: undefined });
    expect(policy.elements).toEqual(parsed().elements);
  });

  test('the version and the countries of the EEA', () => {
    const policy = parsed();
    expect(policy.version).toBe('midare/2018-05-25');
    expect(policy.eeaCountries).toEqual(new Set(policy.eea.countries));
  });

  test.each([
    ['newsletter', ['consented']],
    ['inferred', ['inferred-by-role', 'inferred-of-consumer']],
    ['voucher', ['customer']],
  ])('what keeps %s: the rules that name it', (fieldClass, rules) => {
    expect(namesOf(parsed().rulesOf.get(fieldClass))).toEqual(rules);
  });

  test.each([
    ['usage', ['open-request']],
    ['permissions', ['proof', 'open-request']],
    ['voucher', ['accounting-voucher', 'accounting-books', 'vat-one-stop-shop', 'claim', 'open-request']],
  ])('what holds %s: the holds that name it, and the one that names no class', (fieldClass, holds) => {
    expect(namesOf(parsed().holdsOf.get(fieldClass))).toEqual(holds);
  });

  test.each([
    ['PT5S', 5000],
    ['PT1M', 60_000],
    ['PT1H0M1S', 3_601_000],
    ['PT12H34M56S', 45_296_000],
  ])('a staleness of %s is %d ms', (duration, ms) => {
    expect(parsed(duration).maxStalenessMs).toBe(ms);
  });
});

const namesOf = (elements: readonly { readonly name: string }[] | undefined): string[] | undefined =>
  elements?.map(({ name }) => name);
