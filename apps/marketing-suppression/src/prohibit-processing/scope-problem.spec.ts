import { describe, expect, it } from '@jest/globals';
import type { ScopeData } from '#contracts';
import { midare } from '../../test/builders.js';
import { scopeProblem } from './scope-problem.decision.js';

const policy = midare();

describe('right.prohibit, purpose.research – what can be prohibited, and what would stop nothing', () => {
  it.each([
    { kind: 'all-marketing' },
    { kind: 'channel', value: 'email' },
    { kind: 'topic', value: 'monthly-round-up' },
    { kind: 'research' },
    { kind: 'profiling' },
    { kind: 'disclosure' },
    { kind: 'disclosure', value: 'marketing-partner' },
  ] as ScopeData[])('%j is taken', (scope) => {
    expect(scopeProblem(scope, policy)).toBeUndefined();
  });

  it.each([
    { kind: 'channel' },
    { kind: 'channel', value: 'pigeon' },
    { kind: 'topic' },
    { kind: 'topic', value: 'daily' },
    { kind: 'disclosure', value: 'nobody' },
    { kind: 'research', value: 'email' },
    { kind: 'all-marketing', value: 'email' },
  ] as ScopeData[])('%j is refused, with its field', (scope) => {
    expect(scopeProblem(scope, policy)).toMatchObject({ field: '/scope/value' });
  });
});
