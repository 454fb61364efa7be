import { expect, test } from '@jest/globals';
import { because, elementOf } from './because.js';
import type { Policy } from './policy.js';

const element = { id: 'right.erase', name: 'erase', statements: ['right.erase-limits'] };
const policy = { version: 'p/2026-01-01', elements: new Map([[element.id, element]]) } as unknown as Policy;
const told = { element: element.id, statements: element.statements, reason: 'r' };

test.each<[string | undefined, string | undefined, object]>([
  [undefined, undefined, told],
  ['fact-1', undefined, { ...told, fact: 'fact-1' }],
  [undefined, 'Art. 17', { ...told, provision: 'Art. 17' }],
  ['fact-1', 'Art. 17', { ...told, fact: 'fact-1', provision: 'Art. 17' }],
])(
  'an answer carries its element, its statements, and of %s and %s what there is',
  (fact, provision, all) => {
    expect(because(element, 'r', fact, provision)).toStrictEqual(all);
  },
);

test('an element the code speaks of is there, or the policy is named that lacks it', () => {
  expect(elementOf(policy, 'right.erase')).toBe(element);
  expect(() => elementOf(policy, 'right.fly')).toThrow('p/2026-01-01 has no element right.fly');
});
