import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseTexts, textProblems } from './notice-texts.js';
import { languages } from '../model/elements.js';
import { version } from '../diff/versions.fixture.js';
import { midare, textFiles, textOf } from './notices.fixture.js';
import { frameworkTexts } from './words.js';

describe('the texts of a policy version', () => {
  test.each(textFiles)('has one for every element ($version, $lang)', ({ file, policy }) => {
    expect(textProblems(readFileSync(file, 'utf8'), file, policy)).toEqual([]);
  });

  test.each(languages)('no digit stands in the sentences every notice shares, in %s', (lang) => {
    const { law: _cited, ...sentences } = frameworkTexts[lang];
    expect(JSON.stringify(sentences)).not.toMatch(/\d/);
  });

  test.each<[string, readonly [string, string], readonly string[]]>([
    [
      'a number',
      ['for this long.', 'for 10 years.'],
      ['/retention.customer/says has a digit: numbers and dates come from the policy'],
    ],
    [
      'an identity code',
      ['for this long.', 'for 131052-308T.'],
      ['/retention.customer/says has a digit: numbers and dates come from the policy'],
    ],
    [
      'an element the policy has not',
      ['purpose.invoicing:', 'purpose.invoising:'],
      [
        '/purpose.invoising is no element of midare/2018-05-25; did you mean "purpose.invoicing"?',
        '/ has no text for purpose.invoicing',
      ],
    ],
    [
      'a key nobody reads',
      ['says: They show us', 'sais: They show us'],
      [
        '/cookie.statistics/sais "sais" is unknown; did you mean "says"?',
        '/cookie.statistics/says says is needed',
      ],
    ],
    [
      'an unknown placeholder',
      ['says: They show us', 'says: They show {organization}'],
      ['/cookie.statistics/says the placeholder {organization} is unknown; did you mean "organisation"?'],
    ],
    [
      'an empty sentence',
      ['They show us how the sites are used.', '" "'],
      ['/cookie.statistics/says says is needed'],
    ],
    ['no name', ['name: Statistics cookies', "name: ''"], ['/cookie.statistics/name name is needed']],
    [
      'a field without a name',
      ['{ userId: user id }', '{ }'],
      ['/category.registration/fields the field userId has no name'],
    ],
    [
      'a field the policy has not',
      ['{ userId: user id }', '{ userId: user id, shoe: shoe }'],
      ['/category.registration/fields the policy has no field shoe here'],
    ],
    [
      'a number in the name of a field',
      ['{ userId: user id }', '{ userId: user id 2 }'],
      ['/category.registration/fields/userId has a digit: numbers and dates come from the policy'],
    ],
    [
      'a limit too few',
      ['    - The law requires us to keep the data.\n', ''],
      ['/right.erase/limits the policy has 2 limits here, the text another number'],
    ],
    [
      'limits that are no list',
      [
        'limits:\n    - The law requires us to keep the data.\n    - The company considers that it needs the data for the uses told here.',
        'limits: no',
      ],
      ['/right.erase/limits the policy has 2 limits here, the text another number'],
    ],
    [
      'limits where there are none',
      ['with what you have bought.', 'here.\n  limits: [We are busy.]'],
      ['/purpose.customer-service/limits the policy has 0 limits here, the text another number'],
    ],
    [
      'names where the policy has none',
      ['register, answer a survey or make a choice.', 'choose.\n  names: [You]'],
      ['/source.subject/names the policy has 0 names here, the text another number'],
    ],
    [
      'an interest where there is none',
      ['with what you have bought.', 'here.\n  interest: Selling.'],
      ['/purpose.customer-service/interest interest is needed just where the policy names one'],
    ],
    [
      'no interest where there is one',
      ['  interest: Selling our products and services.\n', ''],
      ['/purpose.sales-promotion/interest interest is needed just where the policy names one'],
    ],
    [
      'a list for a sentence',
      ['says: They show us how the sites are used.', 'says: [no]'],
      ['/cookie.statistics/says says is needed'],
    ],
    [
      'a number for a sentence',
      ['says: They show us how the sites are used.', 'says: 5'],
      ['/cookie.statistics/says says is needed', '/cookie.statistics/says must be text'],
    ],
    [
      'nothing for the name of a field',
      ['{ userId: user id }', '{ userId: }'],
      ['/category.registration/fields/userId must be text'],
    ],
    [
      'a sentence for an element',
      ['channel.email: { name: E-mail }', 'channel.email: E-mail'],
      ['/channel.email must hold name and says'],
    ],
    [
      'nothing for an element',
      ['channel.email: { name: E-mail }', 'channel.email:'],
      ['/channel.email must hold name and says'],
    ],
  ])('%s is refused, with file, line and element', (_what, replaced, expected) => {
    const problems = textProblems(textOf('en', replaced), 'en.yaml', midare).map(({ message }) => message);
    const place = /^en\.yaml:\d+:\d+ /;
    expect(problems.map((problem) => problem.replace(place, ''))).toEqual(expected);
    expect(problems.filter((problem) => !place.test(problem))).toEqual([]);
    expect(() => parseTexts(textOf('en', replaced), 'en.yaml', midare)).toThrow(problems[0]!);
  });

  test.each([
    ['- a', 'en.yaml:1:1 / must hold element ids with their texts'],
    ['text', 'en.yaml:1:1 / must hold element ids with their texts'],
    ['', 'en.yaml:1:1 / must hold element ids with their texts'],
    ['a: [', 'Flow sequence'],
  ])('a file that holds no elements is refused: %j', (text, problem) => {
    const problems = textProblems(text, 'en.yaml', midare);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.message).toContain(problem);
  });

  test('what the framework speaks for needs no sentence, and kinds of people and ways to reach them only a name', () => {
    const text = textOf('en') + '\nbasis.consent: { name: Yes }\n';
    expect(textProblems(text, 'en.yaml', midare)).toEqual([]);
  });

  test('a role of the company’s own needs its text', () => {
    const own = version([
      'roles:\n',
      'roles:\n  - { id: role.joint-controller, statements: [scope.controller] }\n',
    ]);
    const problems = textProblems(textOf('en'), 'en.yaml', own);
    expect(problems.map(({ message }) => message)).toEqual([
      'en.yaml:1:1 / has no text for role.joint-controller',
    ]);
  });

  test('placeholders are filled from the policy, in sentences, fields and limits', () => {
    const text = textOf(
      'en',
      ['They show us how', "'{organisation} of {street}, {city} sees how"],
      ['sites are used.', "sites are used.'"],
      ['{ userId: user id }', "{ userId: 'id at {organisation}' }"],
      ['- The law requires us', "- '{organisation} is required"],
      ['to keep the data.', "to keep the data.'"],
    );
    const texts = parseTexts(text, 'en.yaml', midare);
    expect(texts.get('cookie.statistics')?.says).toBe(
      'Midare Oy of Ahjokatu 14, Jyväskylä sees how the sites are used.',
    );
    expect(texts.get('category.registration')?.fields).toEqual({ userId: 'id at Midare Oy' });
    expect(texts.get('right.erase')?.limits).toEqual([
      'Midare Oy is required to keep the data.',
      'The company considers that it needs the data for the uses told here.',
    ]);
  });
});
