import { describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { collectionOf, factFields, factsSchema, type Fact, optional, part, required } from '#storage';
import { fitting } from './misfits.js';

interface NoteFact extends Fact {
  readonly text: string;
  readonly of?: { readonly page: number };
}
const ofPage = part<{ readonly page: number }>({ page: required(Number) });
const notes = factsSchema({
  note: factFields<NoteFact>({ text: required(String), of: optional(ofPage) }),
});
const marks = collectionOf<{ readonly _id: string; readonly at: Date; readonly words: readonly string[] }>(
  'marks',
  { _id: required(String), at: required(Date), words: required([String]) },
);
const fits = fitting([notes, marks]);

const fact = {
  _id: 'n-1',
  type: 'note',
  on: '2026-07-01',
  at: '2026-07-01T09:00:00Z',
  takenAt: new Date(0),
  text: '',
  salt: new mongoose.mongo.Binary(Buffer.alloc(16, 1)),
  seal: 7,
};

describe('A stored document is as the schema of its collection says', () => {
  it.each([
    ['a fact', 'facts', fact],
    ['a fact in a lot', 'facts', { ...fact, seal: 'lot-1', of: { page: 1 } }],
    ['a fact that owes nothing', 'facts', { ...fact, owes: [] }],
    ['a document with an empty list', 'marks', { _id: 'm', at: new Date(0), words: [] }],
  ])('%s', async (_what, collection, document) => {
    expect(await fits(collection, document)).toEqual([]);
  });

  it.each([
    ['a field that nobody named', 'facts', { ...fact, extra: 1 }, /facts note: .*`extra` is not in schema/],
    ['one within a part', 'facts', { ...fact, of: { page: 1, extra: 1 } }, /of is .*`extra`/],
    ['one of another kind of fact', 'facts', { ...fact, type: 'ledger.erased' }, /text/],
    ['a field that is missing', 'facts', { ...fact, text: undefined }, /facts note: text is required/],
    ['one that is missing within a part', 'facts', { ...fact, of: {} }, /of\.page is required/],
    ['a number in the place of a word', 'facts', { ...fact, text: 7 }, /facts note: text is of another type/],
    [
      'a word in the place of a date',
      'facts',
      { ...fact, takenAt: '2026-07-01' },
      /takenAt is of another type/,
    ],
    ['a date in the place of a word', 'facts', { ...fact, at: new Date(0) }, /: at is of another type/],
    ['a word in the place of a list', 'marks', { _id: 'm', at: new Date(0), words: 'one' }, /words/],
    ['null', 'facts', { ...fact, party: null }, /facts note: party is null/],
    [
      'a kind that nobody declared',
      'facts',
      { ...fact, type: 'x' },
      /facts x is a kind that nobody declared/,
    ],
    ['a collection that nobody declared', 'others', fact, /others is a collection that nobody declared/],
  ])('and not with %s', async (_what, collection, document, says) => {
    expect((await fits(collection, document)).join('; ')).toMatch(says);
  });
});
