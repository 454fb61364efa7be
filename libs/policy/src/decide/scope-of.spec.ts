import { expect, test } from '@jest/globals';
import type { Scope } from './question.js';
import { scopeOf } from './scope-of.js';

test.each<[Scope['kind'], string | undefined, Scope]>([
  ['all-marketing', undefined, { kind: 'all-marketing' }],
  ['channel', 'email', { kind: 'channel', channel: 'email' }],
  ['channel', undefined, { kind: 'all-marketing' }],
  ['topic', 'monthly-round-up', { kind: 'topic', topic: 'monthly-round-up' }],
  ['topic', undefined, { kind: 'all-marketing' }],
  ['disclosure', 'marketing-partner', { kind: 'disclosure', recipient: 'marketing-partner' }],
  ['disclosure', undefined, { kind: 'disclosure' }],
  ['research', undefined, { kind: 'research' }],
  ['profiling', undefined, { kind: 'profiling' }],
])(
  'right.prohibit, purpose.research: a prohibition told as %s of %s covers what it names, or more',
  (kind, value, scope) => {
    expect(scopeOf({ kind, ...(value !== undefined && { value }) })).toStrictEqual(scope);
  },
);
