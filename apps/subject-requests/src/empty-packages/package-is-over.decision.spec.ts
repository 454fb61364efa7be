import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '#policy';
import { packageIsOver } from './package-is-over.decision.js';

const path = 'policies/midare/2018-05-25/policy.yaml';
const policy = parsePolicy(readFileSync(path, 'utf8'), path);

describe('right.access – the copy that an answer gave out is kept for its own time', () => {
  test.each([
    ['on the day it was answered', '2026-06-30', '2026-06-30', false],
    ['on its last day', '2026-06-30', '2026-09-30', false],
    ['on the day after', '2026-06-30', '2026-10-01', true],
    ['where the month is shorter, on its last', '2026-11-30', '2027-02-28', false],
    ['and on the next', '2026-11-30', '2027-03-01', true],
  ])('%s', (_when, closedOn, today, over) => {
    expect(packageIsOver(policy, closedOn, today)).toBe(over);
  });

  test('and is not taken where the policy sets no time for it', () => {
    const silent = { ...policy, compliance: policy.compliance.filter(({ period }) => period === undefined) };
    expect(packageIsOver(silent, '2016-06-30', '2026-07-01')).toBe(false);
  });
});
