import { expect, test } from '@jest/globals';
import { readPolicyFile } from './policy-file.js';

const text = `# the first line
shared: &shared
  role: processor
  contract: { reference: A-1, 7: seven }
list:
  - *shared
  - country: FI
`;

type Path = readonly (string | number)[];

test.each<[string, Path, number, number]>([
  ['a value', ['shared', 'role'], 3, 9],
  ['a value within a value', ['shared', 'contract', 'reference'], 4, 26],
  ['a value of a list', ['list', 1, 'country'], 7, 14],
  ['a list, by a number in text', ['list', '1'], 7, 5],
  ['what is not there: what is above it', ['list', 1, 'contract', 'reference'], 7, 5],
  ['what an alias stands for: the alias', ['list', 0, 'role'], 6, 5],
  ['the whole', [], 1, 1],
  ['what nothing is above of', ['nowhere', 'at all'], 1, 1],
])('the place of %s', (_what, path, line, column) => {
  const pointer = path.map((part) => `/${part}`).join('');
  expect(readPolicyFile(text, 'a.yaml').problemAt(path, 'is wrong', 'right')).toMatchObject({
    file: 'a.yaml',
    line,
    column,
    path: pointer,
    problem: 'is wrong',
    suggestion: 'right',
  });
});

test.each<[string, Path, number, number]>([
  ['a key', ['list'], 5, 1],
  ['a key of an element', ['list', 1, 'country'], 7, 5],
  ['a key within a key', ['shared', 'contract', 'reference'], 4, 15],
  ['a key behind an alias: the alias', ['list', 0, 'role'], 6, 5],
  ['a key that is not there: what is above it', ['shared', 'country'], 3, 3],
])('the place of %s', (_what, path, line, column) => {
  expect(readPolicyFile(text, 'a.yaml').problemAtKey(path, 'is unknown')).toMatchObject({ line, column });
});

test('a file of nothing', () => {
  const file = readPolicyFile('', 'a.yaml');
  expect(file.value).toBeNull();
  expect(file.problemAtKey(['a'], 'is unknown')).toMatchObject({ line: 1, column: 1 });
});

test('a file in Latin-1 is told by the place of its first letter that is lost', () => {
  const latin1 = Buffer.from('name: Oy\ncity: Jyväskylä\n', 'latin1').toString('utf8');
  expect(readPolicyFile(latin1, 'a.yaml').problems).toEqual([
    expect.objectContaining({ line: 2, column: 10, message: expect.stringContaining('must be in UTF-8') }),
  ]);
});
