import { describe, expect, test } from '@jest/globals';
import { mustHold } from './holdings.js';

const uuid = '0b7c2f0e-5a0e-4a55-9a39-1a1f0f1f8c11';
const [granted, withdrawn] = ['consent.granted.v1', 'consent.withdrawn.v1'];
const all = { of: 'consent', types: [granted, withdrawn, 'policy.published.v1'] };
const some = { of: 'consent', types: [granted] };
const policies = { of: 'consent', types: ['policy.published.v1'], only: 'policies' as const };

describe('What a holder must have of a publisher', () => {
  test.each([
    ['a type that it takes', some, granted, true],
    ['in another version too', some, 'consent.granted.v2', true],
    ['not one that it does not take', some, withdrawn, false],
    ['of all types, where it takes all', all, withdrawn, true],
    ['policies, where it takes those', policies, 'policy.published.v1', true],
    ['not what it takes no policies by', policies, granted, false],
    ['what an older version numbered together, where it takes all', all, undefined, true],
    ['… where only the policies of it are asked for', policies, undefined, true],
    ['… not where it takes some of it', some, undefined, false],
  ])('%s', (_, holding, type, must) => {
    expect(mustHold(holding, ['consent', ...(type === undefined ? [] : [type]), uuid].join('/'))).toBe(must);
  });
});
