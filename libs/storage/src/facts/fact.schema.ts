import { Schema } from 'mongoose';
import type { CloudEvent } from '#contracts';
import type { DeclaredIndex } from '../create-indexes.js';
import { erasureNote } from '../ledger/erasure-note.schema.js';
import { collectionOf, type FieldsOf, optional, part, required } from '../schema/declare-schema.js';
import { declaredIndexes } from '../schema/declared-indexes.js';
import type { Fact } from './fact.js';

/** Its data is the contract's: whoever publishes it has it judged by that. */
const owedEvent = part<CloudEvent<object>>({
  specversion: required(String),
  id: required(String),
  source: required(String),
  type: required(String),
  time: required(String),
  datacontenttype: optional(String),
  traceparent: optional(String),
  lane: optional(String),
  lanesequence: optional(Number),
  data: required(Schema.Types.Mixed),
});

const ofEveryFact: FieldsOf<Fact> = {
  _id: required(String),
  type: required(String),
  party: optional(String),
  on: required(String),
  at: required(String),
  takenAt: required(Date),
  requestHash: optional(String),
  lane: optional(String),
  n: optional(Number),
  owes: optional([owedEvent]),
  owed: optional(Boolean),
  audit: optional(Schema.Types.Mixed),
  salt: optional(Buffer),
  leaf: optional(Buffer),
  // The number of a seal, or the name of a lot.
  seal: optional(Schema.Types.Mixed),
};

/** The facts of a service by their type; it adds its own indexes with `index`. */
export function factsSchema(kinds: Readonly<Record<string, Schema>> = {}, name = 'facts'): Schema {
  const facts = collectionOf<Fact>(name, ofEveryFact);
  facts.set('discriminatorKey', 'type');
  for (const [type, fields] of Object.entries({ ...kinds, 'ledger.erased': erasureNote }))
    facts.discriminator(type, fields);
  facts.index({ party: 1, type: 1 }, { name: 'party_type' });
  facts.index(...owedIndex);
  facts.index(
    { lane: 1, n: 1 },
    { name: 'lane_n', unique: true, partialFilterExpression: { lane: { $exists: true } } },
  );
  // Not partial: whatever has no seal yet is found under null, however it came in.
  facts.index({ seal: 1 }, { name: 'seal' });
  return facts;
}

/** What the relay asks for: of facts, and of all that owes its place in the journal alike. */
export const owedIndex = [
  { takenAt: 1 },
  { name: 'owed', partialFilterExpression: { owed: true } },
] as const satisfies Parameters<Schema['index']>;

/** The indexes that FactCollection needs. */
export const factIndexes = (name = 'facts'): readonly DeclaredIndex[] =>
  declaredIndexes(factsSchema({}, name));
