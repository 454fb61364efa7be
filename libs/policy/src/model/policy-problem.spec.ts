import { describe, expect, test } from '@jest/globals';
import { PolicyProblem, closest } from './policy-problem.js';

describe('a problem says where it is, what it is and what was meant', () => {
  test.each<[ConstructorParameters<typeof PolicyProblem>, string]>([
    [['a.yaml', 3, 5, '/b/0', 'is wrong'], 'a.yaml:3:5 /b/0 is wrong'],
    [['a.yaml', 1, 1, '', 'is missing'], 'a.yaml:1:1 / is missing'],
    [['a.yaml', 3, 5, '/bb', 'is unknown', 'b'], 'a.yaml:3:5 /bb is unknown; did you mean "b"?'],
  ])('%j', (made, words) => {
    expect(String(new PolicyProblem(...made))).toBe(`PolicyProblem: ${words}`);
  });
});

describe('what was meant by a word', () => {
  test.each<[string, readonly string[], string | undefined]>([
    ['contakt', ['usage', 'contact'], 'contact'],
    ['contact', ['contracts', 'contact'], 'contact'],
    ['ontact', ['contact'], 'contact'],
    ['mail', ['e-mail'], 'e-mail'],
    ['mail', ['the-mail'], undefined],
    ['abc', ['axy'], 'axy'],
    ['abc', ['xyz'], undefined],
    ['x', ['long'], undefined],
    ['abcdefghijkl', ['abcdefgh1234'], 'abcdefgh1234'],
    ['abcdefghijkl', ['abcdefg12345'], undefined],
    ['sent', ['send', 'seat'], 'send'],
    ['', ['ab'], 'ab'],
    ['abc', [], undefined],
  ])('%s among %j is %s', (word, candidates, meant) => {
    expect(closest(word, candidates)).toBe(meant);
  });
});
