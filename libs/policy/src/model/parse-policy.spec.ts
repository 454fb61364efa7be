import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parsePolicy, policyProblems } from './parse-policy.js';
import type { PolicyProblem } from './policy-problem.js';

const file = 'policies/midare/2018-05-25/policy.yaml';
const text = readFileSync(file, 'utf8');

describe('a policy file is refused with its line, its path and what was meant', () => {
  test.each([
    [
      'a mistyped key',
      'maxStaleness: PT5S',
      'maxStalenes: PT5S',
      '/maxStalenes',
      'unknown key',
      'maxStaleness',
    ],
    [
      'a mistyped key of an element',
      '    needs: [channel]',
      '    neds: [channel]',
      '/purposes/2/neds',
      'unknown key',
      'needs',
    ],
    [
      'a wrong type',
      '    electronic: true',
      '    electronic: always',
      '/channels/0/electronic',
      'must be boolean',
      undefined,
    ],
    [
      'a mistyped choice',
      '    basis: consent',
      '    basis: concent',
      '/purposes/17/basis',
      'must be one of',
      'consent',
    ],
    [
      'one of three choices',
      'nature: observed',
      'nature: seen',
      '/categories/5/nature',
      'must be one of provided, observed, inferred',
      undefined,
    ],
    [
      'a date that does not exist',
      'validFrom: 2018-05-25\n',
      'validFrom: 2018-02-30\n',
      '/validFrom',
      'must match format',
      undefined,
    ],
    [
      'a number for a country',
      '    country: US',
      '    country: 1',
      '/recipients/5/country',
      'must be string',
      undefined,
    ],
    [
      'a period no calendar knows',
      'inactivityPeriod: P2Y',
      'inactivityPeriod: 2 years',
      '/relationship/inactivityPeriod',
      'must match pattern',
      undefined,
    ],
    [
      'an id of another kind',
      'id: cookie.statistics',
      'id: coockie.statistics',
      '/cookies/1/id',
      'must match pattern',
      undefined,
    ],
    [
      'an element without statements',
      '    statements: [cookie.use]\n',
      '',
      '/cookies/0',
      "required property 'statements'",
      undefined,
    ],
    ['an id used twice', 'id: channel.sms', 'id: channel.email', '/channels/1/id', 'used twice', undefined],
    [
      'a category nobody declares',
      'categories: [contact, interests]\n',
      'categories: [contakt, interests]\n',
      '/purposes/4/categories/0',
      'categories declares no "contakt"',
      'contact',
    ],
    [
      'a mechanism nobody declares',
      'mechanism: privacy-shield',
      'mechanism: privacy-sheild',
      '/recipients/5/transfer/mechanism',
      'mechanisms declares no',
      'privacy-shield',
    ],
    [
      'a field class nobody declares',
      'fieldClasses: [newsletter]',
      'fieldClasses: [newsleter]',
      '/retention/6/fieldClasses/0',
      'fieldClasses declares no',
      'newsletter',
    ],
    [
      'a topic of no purpose',
      '    purpose: newsletter',
      '    purpose: newsleter',
      '/topics/0/purpose',
      'purposes declares no',
      'newsletter',
    ],
    [
      'an element the rules need',
      'id: right.withdraw\n',
      'id: right.withdrawal\n',
      '',
      'right.withdraw is missing',
      undefined,
    ],
    [
      'an interest nobody can object to',
      '    objection: until-decided\n    categories: [contact, relationship, registration]\n    channels',
      '    categories: [contact, relationship, registration]\n    channels',
      '/purposes/1',
      'must name its interest and its objection',
      undefined,
    ],
    [
      'a staleness without a number',
      'maxStaleness: PT5S',
      'maxStaleness: PT',
      '/maxStaleness',
      'must match pattern',
      undefined,
    ],
    [
      'an interest without its name',
      "    interest: Selling the company's products and services.\n",
      '',
      '/purposes/2',
      'must name its interest',
      undefined,
    ],
  ])('%s', (_what, from, to, path, problem, suggestion) => {
    const found = problemIn(text.replace(from, to));
    expect(found).toMatchObject({ file, path, suggestion });
    expect(found.problem).toContain(problem);
  });

  test.each([
    ['categories/4/sources/1', 'sources: [subject, subscriber]\n  - id: category.usage', 'subscriber'],
    ['fieldClasses/0/category', 'category: relationship', 'relationship'],
    ['purposes/0/categories/0', 'categories: [contact, relationship, registration]', 'contact'],
    ['purposes/0/channels/4', 'channels: [email, sms, phone, post, web]', 'web'],
    ['purposes/0/retention/0', 'retention: [customer]', 'customer'],
    [
      'purposes/5/objectionAlsoStops/1',
      'objectionAlsoStops: [advertising-targeting, profiling]',
      'profiling',
    ],
    ['recipients/2/purposes/0', 'purposes: [service-delivery]', 'service-delivery'],
    ['recipients/7/categories/0', 'categories: [contact]\n  - id: recipient.research-institute', 'contact'],
    ['recipients/5/transfer/mechanism', 'mechanism: privacy-shield', 'privacy-shield'],
    ['retention/5/fieldClasses/0', 'fieldClasses: [usage]', 'usage'],
    ['retention/2/subjectKinds/0', 'subjectKinds: [consumer]', 'consumer'],
    ['holds/1/fieldClasses/0', 'fieldClasses: [voucher]\n    kinds: [ledger]', 'voucher'],
    ['topics/0/purpose', 'purpose: newsletter', 'newsletter'],
    [
      'compliance/0/fieldClasses/0',
      'fieldClasses: [permissions]\n    reference: GDPR Art. 5(2), 7(1)\n  - id',
      'permissions',
    ],
  ])('a name that is declared nowhere is refused at %s', (path, place, name) => {
    const found = problemIn(text.replace(place, place.replace(name, `${name}x`)));
    expect(found).toMatchObject({ path: `/${path}`, suggestion: name });
    expect(found.problem).toContain(`declares no "${name}x"`);
  });

  test('the place is that of the word itself', () => {
    const line = text.split('\n').findIndex((row) => row.includes('electronic: true')) + 1;
    expect(problemIn(text.replace('electronic: true', 'electronic: 1'))).toMatchObject({ line, column: 17 });
    expect(problemIn(text.replace('    electronic: true', '    electornic: true'))).toMatchObject({
      line,
      column: 5,
      suggestion: 'electronic',
    });
  });

  test('what a version published before says of the code is read over', () => {
    const before = text.replace(
      '    electronic: true',
      '    carriedOutBy: [consent/withdraw-consent]\n    electronic: true',
    );
    expect(before).not.toBe(text);
    expect(policyProblems(before, file)).toEqual([]);
  });

  test('text that is no YAML, and text that is no policy', () => {
    expect(problemIn('a: [')).toMatchObject({ line: 1, path: '' });
    expect(problemIn('').problem).toContain('must be object');
    expect(problemIn('- 1').problem).toContain('must be object');
    expect(problemIn('policy: x\npolicy: y\n').problem).toMatch(/unique/);
    expect(problemIn('policy: *nowhere')).toMatchObject({
      path: '',
      problem: expect.stringContaining('nowhere'),
    });
    expect(policyProblems('policy: *nowhere\na: [', file).map(({ line }) => line)).toEqual([2]);
  });

  test('aliases that would fill the memory', () => {
    const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const bomb = levels.map((name, index) => {
      const inner = index === 0 ? 'x' : `*${levels[index - 1]}`;
      return `${name}: &${name} [${`${inner}, `.repeat(9)}${inner}]`;
    });
    expect(problemIn(bomb.join('\n')).problem).toContain('alias');
  });

  test.each<[string, readonly (readonly [string, string])[], readonly string[]]>([
    ['no problem', [], []],
    [
      'problems of the schema',
      [
        ['    electronic: true', '    electronic: 1'],
        ['PT5S', '5 seconds'],
        ['    country: US', '    country: 1'],
      ],
      ['/maxStaleness', '/channels/0/electronic', '/recipients/5/country'],
    ],
    [
      'problems on one line',
      [['{ atMost: 1, per: calendar-month }', '{ per: full-moon, atMost: 0 }']],
      ['/topics/0/rhythm/per', '/topics/0/rhythm/atMost'],
    ],
    [
      'problems of different kinds',
      [
        ['id: cookie.statistics', 'id: cookie.necessary'],
        ['categories: [contact, interests]\n', 'categories: [contact, interest]\n'],
      ],
      ['/purposes/4/categories/1', '/cookies/1/id'],
    ],
    [
      'a key that was meant to be the one missing is one problem, another that is missing is one more',
      [
        ['maxStaleness:', 'maxStalenes:'],
        ['    electronic: true\n', ''],
      ],
      ['/maxStalenes', '/channels/0'],
    ],
  ])('all comes in the order of the file: %s', (_what, edits, paths) => {
    const broken = edits.reduce((all, [from, to]) => all.replace(from, to), text);
    expect(policyProblems(broken, file).map(({ path }) => path)).toEqual(paths);
  });
});

function problemIn(broken: string): PolicyProblem {
  const [first] = policyProblems(broken, file);
  expect(() => parsePolicy(broken, file)).toThrow(first?.message);
  if (first === undefined) throw new Error('nothing was found');
  return first;
}
