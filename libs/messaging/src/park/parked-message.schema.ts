import { collectionOf, optional, owedIndex, part, required, sealed } from '#storage';
import type { ParkedMessage, ParkedStep } from './parked-message.js';
import type { ParkedRecord } from './parked-store.js';

export type ParkedDocument = ParkedMessage &
  Pick<ParkedRecord, 'body'> & { readonly takenAt?: Date; readonly owed?: true };

const step = part<ParkedStep>({
  at: required(Date),
  what: required(String),
  by: optional(String),
  reason: optional(String),
});

export const parked = collectionOf<ParkedDocument>('parked', {
  _id: required(String),
  queue: required(String),
  reason: required(String),
  field: optional(String),
  type: optional(String),
  publisher: optional(String),
  attempts: required(Number),
  lane: optional(String),
  n: optional(Number),
  fingerprint: required(String),
  state: required(String),
  firstAt: required(Date),
  at: required(Date),
  replayingSince: optional(Date),
  history: required([step]),
  body: optional(sealed),
  takenAt: optional(Date),
  owed: optional(Boolean),
});
parked.index({ state: 1, _id: 1 }, { name: 'state' });
parked.index({ fingerprint: 1, _id: 1 }, { name: 'fingerprint' });
parked.index({ lane: 1, n: 1 }, { name: 'lane_n', partialFilterExpression: { lane: { $exists: true } } });
parked.index(...owedIndex);
