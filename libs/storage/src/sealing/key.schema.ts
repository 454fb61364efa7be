import { collectionOf, optional, required } from '../schema/declare-schema.js';
import type { KeyDocument } from './key-document.js';

/** In the key database. */
export const keys = collectionOf<KeyDocument>('keys', {
  _id: required(String),
  kid: required(String),
  by: required(String),
  wrapped: required(Buffer),
  createdAt: required(Date),
  owed: optional(Boolean),
});
keys.index({ by: 1, _id: 1 }, { name: 'by' });
keys.index({ owed: 1 }, { name: 'owed', partialFilterExpression: { owed: true } });
