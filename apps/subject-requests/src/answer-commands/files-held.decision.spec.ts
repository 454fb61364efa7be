import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parsePolicy } from '#policy';
import type { RequestFile } from '../request-file.js';
import { verdictsOn } from './files-held.decision.js';

const path = 'policies/midare/2018-05-25/policy.yaml';
const policy = parsePolicy(readFileSync(path, 'utf8'), path);
const file = (closedOn?: string) =>
  ({
    received: { request: 'r-1', kind: 'access', on: '2022-12-01' },
    ...(closedOn !== undefined && { closed: { on: closedOn, outcome: 'answered' } }),
  }) as RequestFile;

describe('a request file proves how the request was answered', () => {
  it.each([
    ['an open one is kept', undefined, '2030-01-01', [], [{ fieldClass: 'permissions' }]],
    ['a closed one for three years', '2023-01-10', '2026-01-10', [], [{ until: '2026-01-10' }]],
    ['and no longer', '2023-01-10', '2026-01-11', ['permissions'], []],
  ])('%s', (_what, closedOn, today, erase, keep) => {
    expect(verdictsOn(policy, [file(closedOn)], today)).toMatchObject([{ record: 'r-1', erase, keep }]);
  });

  it('of an open one no last day is told', () => {
    expect(verdictsOn(policy, [file()], '2030-01-01')[0]?.keep[0]).not.toHaveProperty('until');
  });
});
