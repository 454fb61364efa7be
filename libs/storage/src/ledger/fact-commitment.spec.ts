import { expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import type { Fact } from '../facts/fact.js';
import { commitmentOf, newSalts } from './fact-commitment.js';

const [salt] = newSalts(1);
const aFact = (value: unknown): Fact =>
  ({
    _id: 'a',
    type: 'told',
    at: '2026-07-01T09:00:00.000Z',
    on: '2026-07-01',
    takenAt: new Date(1),
    salt,
    value,
  }) as unknown as Fact;

const asStored = (fact: Fact): Fact =>
  mongo.BSON.deserialize(mongo.BSON.serialize(fact, { ignoreUndefined: true })) as Fact;

class Told {
  readonly kind = 'told';
  readonly nothing = undefined;
}

test.each<[string, unknown]>([
  ['bytes', new mongo.Binary(Buffer.from('xyz'))],
  ['a buffer', Buffer.from('xyz')],
  ['a moment before 1970', new Date(-1)],
  ['-0', -0],
  ['no number', NaN],
  ['a number beyond 32 bits', 2 ** 53 - 1],
  ['nothing', undefined],
  ['nothing within', { inner: { nothing: undefined, other: null } }],
  ['nothing in a list', ['a', undefined, { nothing: undefined }]],
  ['an instance of a class', [new Told()]],
  ['fields in another order', { 10: 1, 9: 2, b: 3, a: 4 }],
  ['a line separator and a letter in two parts', 'e\u0301\u2028'],
  ['half of a surrogate pair', 'a\ud800b'],
])('a commitment to a fact is one to what the database gives back of it: %s', (_, value) => {
  expect(commitmentOf(aFact(value))).toBe(commitmentOf(asStored(aFact(value))));
});

test('a field put in under the name __proto__ counts like any other', () => {
  const tampered = Object.defineProperty({ ...aFact('a') }, '__proto__', { value: 'x', enumerable: true });
  expect(commitmentOf(tampered)).not.toBe(commitmentOf(aFact('a')));
});
