import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readSabotages } from '../sabotage/declarations.mjs';
import { readRecord, recordProblem } from '../sabotage/record.mjs';

const proofs = readFileSync('README.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const promise = /^\| (\d+) \|/.exec(line)?.[1];
    if (promise === undefined) return [];
    return [...line.matchAll(/\]\(([^)]+\.spec\.ts)\)/g)].map(([, spec = '']) => [promise, spec] as const);
  });
const sabotages = readSabotages();
const record = readRecord();

describe('the tests that the README links to its promises', () => {
  test('are there for each of the ten', () => {
    expect([...new Set(proofs.map(([promise]) => promise))]).toEqual(
      Array.from({ length: 10 }, (_, index) => `${index + 1}`),
    );
  });

  test.each(proofs)(
    'promise %s: %s was seen failing with a mechanism of the promise taken out',
    (promise, spec) => {
      const declared = sabotages.filter(
        ({ id, tests }) => id.startsWith(`promise-${promise}.`) && tests.includes(spec),
      );
      expect(declared.map(({ id }) => id)).not.toEqual([]);
      expect(declared.map((sabotage) => recordProblem('.', sabotage, record))).toEqual(
        declared.map(() => undefined),
      );
    },
  );
});
