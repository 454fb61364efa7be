import { expect, test } from '@jest/globals';
import { countedTypeIn, countedTypesOf } from './counted-types.js';

const events = (...types: readonly string[]) => types.map((type) => ({ type }));

test('A publisher has a sequence for each of its own types that others count', () => {
  expect(countedTypesOf('marketing-suppression')).toEqual(['suppression.added.v1', 'suppression.lifted.v1']);
  expect(countedTypesOf('retention')).toEqual([]);
});

test.each([
  ['the one that others count', ['participant.erase.v1', 'request.opened.v1'], 'request.opened.v1'],
  ['none where nobody counts what it owes', ['participant.erase.v1'], undefined],
])('A fact has its number in the sequence of one type: %s', (_, types, counted) => {
  expect(countedTypeIn(events(...types))).toBe(counted);
});

test.each([
  ['of two types', 'consent.granted.v1', 'consent.withdrawn.v1'],
  ['of one type', 'consent.granted.v1', 'consent.granted.v1'],
])(
  'A fact that owes two events that others count is refused, since it has one number: %s',
  (_, one, other) => {
    expect(() => countedTypeIn(events(one, other))).toThrow(`a fact owes ${one} and ${other}`);
  },
);
