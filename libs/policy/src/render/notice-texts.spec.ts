import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseTexts, textProblems } from './notice-texts.js';
import { languages } from '../model/elements.js';
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

  test.each<[string, readonly [string, string], string]>([
    ['a number', ['for this long.', 'for 10 years.'], 'has a digit: numbers and dates come from the policy'],
    ['an identity code', ['for this long.', 'for 131052-308T.'], 'has a digit'],
    [
      'an element the policy has not',
      ['purpose.invoicing:', 'purpose.invoising:'],
      'did you mean "purpose.invoicing"?',
    ],
    [
      'an element without a text',
      ['purpose.invoicing:', 'purpose.invoising:'],
      'has no text for purpose.invoicing',
    ],
    [
      'a key nobody reads',
      ['says: They show us', 'sais: They show us'],
      '"sais" is unknown; did you mean "says"?',
    ],
    ['no sentence', ['says: They show us', 'sais: They show us'], 'says is needed'],
    [
      'an unknown placeholder',
      ['says: They show us', 'says: They show {organization}'],
      'did you mean "organisation"?',
    ],
    ['a field without a name', ['{ userId: user id }', '{ }'], 'the field userId has no name'],
    [
      'a field the policy has not',
      ['{ userId: user id }', '{ userId: user id, shoe: shoe }'],
      'the policy has no field shoe here',
    ],
    [
      'a limit too few',
      ['    - The law requires us to keep the data.\n', ''],
      'the policy has 2 limits here',
    ],
    [
      'an interest where there is none',
      ['with what you have bought.', 'here.\n  interest: Selling.'],
      'just where the policy names one',
    ],
    [
      'no interest where there is one',
      ['  interest: Selling our products and services.\n', ''],
      'just where the policy names one',
    ],
    ['a list for a sentence', ['says: They show us how the sites are used.', 'says: [no]'], 'says is needed'],
  ])('%s is refused, with file and line', (_what, replaced, problem) => {
    const problems = textProblems(textOf('en', replaced), 'en.yaml', midare).map(({ message }) => message);
    expect(problems.join('\n')).toContain(problem);
    expect(problems[0]).toMatch(/^en\.yaml:\d+:\d+ \//);
    expect(() => parseTexts(textOf('en', replaced), 'en.yaml', midare)).toThrow('en.yaml:');
  });

  test.each(['- a', 'a: [', 'text', ''])('a file that holds no elements is refused: %j', (text) => {
    expect(textProblems(text, 'en.yaml', midare)).not.toEqual([]);
  });

  test('placeholders are filled from the policy', () => {
    const text = textOf(
      'en',
      ['They show us how', "'{organisation} sees how"],
      ['sites are used.', "sites are used.'"],
    );
    expect(parseTexts(text, 'en.yaml', midare).get('cookie.statistics')?.says).toBe(
      'Midare Oy sees how the sites are used.',
    );
  });
});
