import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parsePolicy } from './parse-policy.js';
test('x', () => {
  const p = parsePolicy(readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8'), 'p');
  expect(p.version).toBe('midare/2018-05-25');
});
