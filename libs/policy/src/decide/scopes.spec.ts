import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parsePolicy } from '../model/parse-policy.js';
import { marketingScopesStopping } from './scopes.js';

const policy = parsePolicy(readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8'), 'policy.yaml');

test.each<[string, Parameters<typeof marketingScopesStopping>[1], string[]]>([
  ['nothing said of a channel or topic', { purpose: 'newsletter' }, ['{"kind":"all-marketing"}']],
  [
    'a channel and a topic',
    { purpose: 'newsletter', channel: 'email', topic: 'monthly-round-up' },
    [
      '{"kind":"all-marketing"}',
      '{"kind":"channel","channel":"email"}',
      '{"kind":"topic","topic":"monthly-round-up"}',
    ],
  ],
  [
    'a disclosure to nobody named',
    { purpose: 'disclosure-research', channel: 'email' },
    ['{"kind":"disclosure"}', '{"kind":"research"}'],
  ],
  ['a purpose nobody declared', { purpose: 'telepathy', channel: 'email' }, []],
])('right.prohibit: the scopes that would stop it: %s', (_what, asked, scopes) => {
  const stopping = marketingScopesStopping(policy, asked).map((scope) => JSON.stringify(scope));
  expect(stopping.toSorted()).toEqual(scopes.toSorted());
});
