import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { stopsPublish } from './finding.js';
import { lintFile } from './lint-file.js';

const [policy, statements] = ['policy.yaml', 'statements.yaml'].map((name) => {
  const file = `policies/kettinki/2026-04-01/${name}`;
  return { file, text: readFileSync(file, 'utf8') };
}) as [{ file: string; text: string }, { file: string; text: string }];
const on = '2026-11-23';

const changed = (from: string, to: string) => {
  expect(policy.text).toContain(from);
  return { file: policy.file, text: policy.text.replace(from, to) };
};

describe('scope.law: a policy file', () => {
  test('that is clean gives its policy and nothing else', () => {
    const linted = lintFile(policy, { on, statements });
    expect(linted.findings).toEqual([]);
    expect(linted.policy?.version).toBe('kettinki/2026-04-01');
  });

  test('is found wrong at the line and column of the word', () => {
    const source = changed('acceptance: none', 'acceptance: by-use');
    const line = source.text.split('\n').findIndex((each) => each.includes('acceptance: by-use')) + 1;
    expect(lintFile(source, { on }).findings.map(({ rule, place }) => [rule, place])).toEqual([
      ['notice.accepted-by-use', { file: policy.file, line, column: 15, pointer: '/notice/acceptance' }],
    ]);
  });

  test.each([
    ['2026-04-01', ['recipient.processor-contract']],
    ['2026-01-01', ['recipient.processor-contract']],
    ['2026-04-02', []],
  ])('is judged on %s, and never before its first day', (date, found) => {
    const source = changed('validFrom: 2026-04-01, validTo: 2028-03-31', 'validFrom: 2026-04-02');
    expect(lintFile(source, { on: date }).findings.map(({ rule }) => rule)).toEqual(found);
  });

  test('that cannot be read gives no policy, and what was meant', () => {
    const source = changed('maxStaleness:', 'maxStalenes:');
    const linted = lintFile(source, { on, statements });
    expect(linted.policy).toBeUndefined();
    expect(linted.findings).toEqual([
      {
        rule: 'file.unusable',
        severity: 'error',
        article: 'GDPR Art. 5(2)',
        element: '',
        concerns: [],
        place: { file: policy.file, line: expect.any(Number), column: 1, pointer: '/maxStalenes' },
        why: 'unknown key "maxStalenes"',
        mend: 'Did you mean "maxStaleness"?',
        statements: [],
      },
    ]);
  });

  test('that is no YAML is to be mended', () => {
    const [finding] = lintFile({ file: 'x.yaml', text: 'policy: [' }, { on }).findings;
    expect(finding?.rule).toBe('file.unusable');
    expect(finding?.mend).toMatch(/^Mend the file/);
  });
});

describe('scope.law: the statements of the notice', () => {
  const said = (text: string) =>
    lintFile(policy, { on, statements: { file: statements.file, text } }).findings;

  test('that nothing carries are found at the notice', () => {
    const unheard = '\n- { id: rights.unheard, kind: right, says: "x", must: "x" }\n';
    expect(said(statements.text + unheard)).toEqual([
      {
        rule: 'statement.uncarried',
        severity: 'error',
        article: 'GDPR Art. 5(1)(a), 5(2)',
        element: 'notice.document',
        concerns: [],
        place: expect.objectContaining({ file: policy.file, pointer: '/notice' }),
        why: expect.stringContaining('rights.unheard'),
        mend: expect.stringContaining('Add the statement'),
        statements: ['rights.unheard'],
      },
    ]);
  });

  test.each([
    ['data.fit', 'data.rider', `Write the statement in ${statements.file}.`],
    ['data.ride', 'data.rider', 'Did you mean data.ride?'],
  ])('that the policy stands for are in it: %s is not %s', (written, carried, mend) => {
    const found = said(statements.text.replace(`id: ${carried}`, `id: ${written}`));
    const unknown = found.filter(({ rule }) => rule === 'statement.unknown');
    expect(unknown.map(({ element }) => element)).toContain('purpose.bike-fitting');
    for (const each of unknown)
      expect(each).toMatchObject({
        severity: 'error',
        concerns: [],
        place: { file: policy.file, pointer: '' },
        why: `${each.element} stands for ${carried}, which the notice does not say.`,
        mend,
        statements: [carried],
      });
  });
});

test.each([
  ['error', true],
  ['conflict', true],
  ['warning', false],
] as const)('scope.law: a finding that is an %s stops a publish: %s', (severity, stops) => {
  expect(stopsPublish({ severity })).toBe(stops);
});
