import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parsePolicy } from './parse-policy.js';
import { policyAt } from './policy-at.js';

const text = readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8');
const versions = ['2022-01-01', '2018-05-25', '2027-01-01'].map((from) =>
  parsePolicy(text.replace('validFrom: 2018-05-25', `validFrom: ${from}`), 'policy.yaml'),
);

test.each([
  ['2018-05-25', '2018-05-25'],
  ['2021-12-31', '2018-05-25'],
  ['2022-01-01', '2022-01-01'],
  ['2026-12-31', '2022-01-01'],
  ['2030-01-01', '2027-01-01'],
])('on %s the version of %s is in force', (on, validFrom) => {
  expect(policyAt(versions, on).validFrom).toBe(validFrom);
});

test('before the first version none is', () => {
  expect(() => policyAt(versions, '2018-05-24')).toThrow(
    new RangeError('No policy is in force on 2018-05-24'),
  );
});
