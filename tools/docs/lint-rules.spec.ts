import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { lintRules } from '#policy';

test('docs/policy-lint.md tells every rule of the lint as it is', () => {
  const rows = readFileSync('docs/policy-lint.md', 'utf8')
    .split('## Rules\n')[1]
    ?.trim()
    .split('\n')
    .slice(2);
  expect(rows).toEqual(lintRules.map(row));
});

test('every rule has an id of its own', () => {
  expect(new Set(lintRules.map(({ id }) => id)).size).toBe(lintRules.length);
});

function row({ id, severity, article, finds }: (typeof lintRules)[number]): string {
  return `| \`${id}\` | ${severity} | ${article} | ${finds} |`;
}
