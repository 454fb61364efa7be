import { expect, test } from '@jest/globals';
import type { Need, Purpose } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { questionsOf } from './questions.js';

const policyOf = (...purposes: readonly Partial<Purpose>[]): Policy =>
  ({
    purposes: purposes.map((purpose) => ({ name: 'news', categories: ['contact'], ...purpose })),
    topics: [
      { name: 'weekly', purpose: 'news' },
      { name: 'campaign', purpose: 'sales' },
    ],
    recipients: [
      { name: 'printer', purposes: ['news', 'sales'] },
      { name: 'carrier', purposes: ['delivery'] },
    ],
  }) as unknown as Policy;

const asked = { purpose: 'news', category: 'contact' };
const ground = { reference: 'simulated', provision: 'simulated' };

test.each<[readonly Need[] | undefined, readonly string[] | undefined, readonly object[]]>([
  [undefined, undefined, [asked]],
  [undefined, ['email'], [asked]],
  [
    ['channel'],
    ['email', 'sms'],
    [
      { ...asked, channel: 'email' },
      { ...asked, channel: 'sms' },
    ],
  ],
  [['channel'], undefined, []],
  [['topic'], undefined, [{ ...asked, topic: 'weekly' }]],
  [['recipient', 'ground'], undefined, [{ ...asked, recipient: 'printer', ground }]],
])(
  'a purpose that needs %j, with channels %j, is asked about in each way there is',
  (needs, channels, ways) => {
    const policy = policyOf({ needs, channels });
    expect(questionsOf(policy, policy)).toEqual(ways);
  },
);

test('of two policies every purpose and category is asked about once', () => {
  const from = policyOf({}, { name: 'sales' });
  const to = policyOf({ categories: ['contact', 'usage'] }, { name: 'research' });
  expect(questionsOf(from, to)).toEqual([
    asked,
    { purpose: 'sales', category: 'contact' },
    { ...asked, category: 'usage' },
    { purpose: 'research', category: 'contact' },
  ]);
});
