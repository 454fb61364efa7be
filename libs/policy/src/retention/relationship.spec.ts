import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../model/parse-policy.js';
import { type Activity, relationshipOf } from './relationship.js';

const policy = parsePolicy(readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8'), 'policy.yaml');

describe('retention.customer: a relationship ends by a word or after two years without activity', () => {
  test.each<[string, Activity, string, string, string | undefined, string]>([
    ['nothing ever happened', {}, '2026-11-02', 'none', undefined, 'no-activity'],
    ['a first order', { firstOn: '2026-01-01' }, '2026-11-02', 'active', '2028-01-01', 'active'],
    [
      'the last day of the two years',
      { firstOn: '2020-01-01', lastActivityOn: '2024-11-02' },
      '2026-11-02',
      'active',
      '2026-11-02',
      'active',
    ],
    [
      'the day after',
      { firstOn: '2020-01-01', lastActivityOn: '2024-11-01' },
      '2026-11-02',
      'ended',
      '2026-11-01',
      'inactive',
    ],
    [
      'activity on 29 February',
      { lastActivityOn: '2024-02-29' },
      '2026-03-01',
      'ended',
      '2026-02-28',
      'inactive',
    ],
    [
      'ended by a word',
      { lastActivityOn: '2026-01-01', endedOn: '2026-06-01' },
      '2026-06-01',
      'ended',
      '2026-06-01',
      'ended-explicitly',
    ],
    [
      'to be ended by a word',
      { lastActivityOn: '2026-01-01', endedOn: '2026-12-31' },
      '2026-11-02',
      'active',
      '2026-12-31',
      'ended-explicitly',
    ],
    [
      'a word with nothing before it',
      { endedOn: '2026-06-01' },
      '2026-11-02',
      'ended',
      '2026-06-01',
      'ended-explicitly',
    ],
    [
      'a word that came after the two years',
      { lastActivityOn: '2020-01-01', endedOn: '2026-06-01' },
      '2026-11-02',
      'ended',
      '2022-01-01',
      'inactive',
    ],
    [
      'a word on the last day of the two years',
      { lastActivityOn: '2020-01-01', endedOn: '2022-01-01' },
      '2026-11-02',
      'ended',
      '2022-01-01',
      'ended-explicitly',
    ],
    [
      'a first order after what was last seen',
      { firstOn: '2026-05-01', lastActivityOn: '2026-01-01' },
      '2026-11-02',
      'active',
      '2028-05-01',
      'active',
    ],
    [
      'a new order after the word re-opens',
      { lastActivityOn: '2026-07-01', endedOn: '2026-06-01' },
      '2026-11-02',
      'active',
      '2028-07-01',
      're-opened',
    ],
    [
      'an order on the day of the word does not',
      { lastActivityOn: '2026-06-01', endedOn: '2026-06-01' },
      '2026-11-02',
      'ended',
      '2026-06-01',
      'ended-explicitly',
    ],
  ])('%s', (_what, activity, today, state, endsOn, reason) => {
    const relationship = relationshipOf(policy, activity, today);
    expect(relationship).toMatchObject({ state, because: [{ element: 'relationship.end', reason }] });
    expect(relationship.endsOn).toBe(endsOn);
  });
});
