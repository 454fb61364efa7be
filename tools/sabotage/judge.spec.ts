import { describe, expect, test } from '@jest/globals';
import type { Sabotage } from './declarations.mjs';
import { judge, outcomeOf } from './judge.mjs';

const cli = 'tools/cli/door.spec.ts';
const unit = 'libs/door/door.spec.ts';
const statements = ['door.shut', 'door.shut-at-night', 'door.colour'];

describe('what a sabotage proves', () => {
  test('a test that names the statement and fails by assertion, through a public interface', () => {
    const verdict = verdictOf({}, red(cli, ['door.shut: nobody gets in']));
    expect(verdict).toEqual({
      id: 'door.shut',
      enforced: true,
      red: [`${cli} › door.shut: nobody gets in`],
      problems: [],
    });
  });

  test.each<[string, Partial<Sabotage>, object[], string]>([
    ['nothing red', {}, [green(cli, ['door.shut: nobody gets in'])], `stays green: ${cli}`],
    [
      'a file that does not compile',
      {},
      [{ name: `/tree/${cli}`, status: 'failed', assertionResults: [] }],
      `did not run: ${cli}`,
    ],
    [
      'a crash',
      {},
      [red(cli, ['door.shut: nobody gets in'], 'TypeError: door is undefined')],
      `red by no assertion: ${cli}`,
    ],
    [
      'one declared spec red, another green',
      { tests: [cli, unit] },
      [red(cli, ['door.shut: a']), green(unit, ['door.shut: b'])],
      `stays green: ${unit}`,
    ],
    [
      'red behind the public interface only',
      { tests: [unit] },
      [red(unit, ['door.shut: b'])],
      'nothing red through a public interface',
    ],
    [
      'red for a statement whose name only begins so',
      {},
      [red(cli, ['door.shut-at-night: c'])],
      `stays green: ${cli}`,
    ],
    [
      'something else red too',
      {},
      [red(cli, ['door.shut: a']), red(unit, ['door.colour: green'])],
      `unrelated red: ${unit} › door.colour: green`,
    ],
    [
      'an inner title that names another statement',
      {},
      [red(cli, ['door.shut: all', 'a']), red(unit, ['door.shut: all', 'door.colour: green'])],
      `unrelated red: ${unit} › door.shut: all door.colour: green`,
    ],
  ])('not: %s', (_what, declared, results, problem) => {
    const verdict = verdictOf(declared, ...results);
    expect(verdict.enforced).toBe(false);
    expect(verdict.problems).toContain(problem);
  });

  test.each([
    ['a statement that shares the mechanism', 'door.colour', 'door.colour: green'],
    ['a promise that names no statement', 'promise 1', 'promise 1: whatever is asked'],
  ])('declared beside it: %s', (_what, also, title) => {
    const results = [red(cli, ['door.shut: a']), red(unit, [title])];
    expect(verdictOf({ also: [also] }, ...results).enforced).toBe(true);
  });
});

function verdictOf(declared: Partial<Sabotage>, ...testResults: object[]) {
  const sabotage = {
    at: 'door.shut.yaml',
    kind: 'statement' as const,
    id: 'door.shut',
    breaks: 'The door stands open.',
    file: 'libs/door/door.ts',
    replace: { find: 'shut', with: 'open' },
    tests: [cli],
    also: [],
    ...declared,
  };
  return judge(sabotage, outcomeOf({ testResults }, '/tree'), statements);
}

function red(file: string, titles: string[], message = 'Error: \u001b[2mexpect(\u001b[22m1).toBe(2)') {
  return result(file, titles, 'failed', [message]);
}

function green(file: string, titles: string[]) {
  return result(file, titles, 'passed', []);
}

function result(file: string, titles: string[], status: string, failureMessages: string[]) {
  const test = { ancestorTitles: titles.slice(0, -1), title: titles.at(-1), status, failureMessages };
  return { name: `/tree/${file}`, status, assertionResults: [test] };
}
