import { describe, expect, test } from '@jest/globals';
import { parseStatements, statementGaps } from './statements.js';
import type { Policy } from './policy.js';

const row = (id: string): string =>
  `- { id: ${id}, kind: right, says: It says., must: It must., at: "¶1" }\n`;

describe('statements.yaml', () => {
  test('is a list of what the notice says', () => {
    const statements = parseStatements(row('right.access') + row('right.erase'), 's.yaml');
    expect(statements.map(({ id }) => id)).toEqual(['right.access', 'right.erase']);
    expect(statements[0]).toMatchObject({ kind: 'right', says: 'It says.', must: 'It must.' });
  });

  test.each([
    ['no list', 'right.access: It says.', 's.yaml:1:1 / must be array'],
    ['nothing', '', 's.yaml:1:1 / must be array'],
    ['no YAML', '- {', 's.yaml:1:4 / '],
    ['a row of nothing', `${row('a.b')}-`, 's.yaml:2:2 /1 must be object'],
    ['a row without its id', row('a.b').replace('id: a.b, ', ''), "'id'"],
    ['a row without its kind', row('a.b').replace('kind: right, ', ''), "'kind'"],
    ['a row that says nothing', row('a.b').replace('says: It says., ', ''), "'says'"],
    ['a row that must nothing', row('a.b').replace('must: It must., ', ''), "'must'"],
    ['a row of another type', row('7'), 's.yaml:1:9 /0/id must be string'],
    [
      'an id that comes twice',
      row('a.b') + row('c.d') + row('a.b'),
      's.yaml:3:9 /2/id the id a.b is used twice',
    ],
  ])('%s is refused with its place', (_what, text, words) => {
    expect(() => parseStatements(text, 's.yaml')).toThrow(words);
  });
});

describe('where policy and statements part', () => {
  const said = parseStatements(row('right.access') + row('right.erase'), 's.yaml');

  test.each<[string, readonly (readonly string[])[], object]>([
    ['nowhere', [['right.access'], ['right.erase', 'right.access']], { uncarried: [], unknown: [] }],
    ['no element carries one', [['right.erase'], []], { uncarried: ['right.access'], unknown: [] }],
    [
      'an element carries what is close to one',
      [['right.access', 'right.erase'], ['right.acess']],
      {
        uncarried: [],
        unknown: [{ element: 'e.1', statement: 'right.acess', suggestion: 'right.access' }],
      },
    ],
    [
      'an element carries what is close to none',
      [['right.access', 'right.erase', 'newsletter.monthly']],
      { uncarried: [], unknown: [{ element: 'e.0', statement: 'newsletter.monthly' }] },
    ],
  ])('%s', (_what, carried, gaps) => {
    expect(statementGaps(carrying(...carried), said)).toEqual(gaps);
  });
});

const carrying = (...carried: readonly (readonly string[])[]): Policy => {
  const elements = carried.map((statements, index) => ({ id: `e.${index}`, name: `${index}`, statements }));
  return { elements: new Map(elements.map((element) => [element.id, element])) } as unknown as Policy;
};
