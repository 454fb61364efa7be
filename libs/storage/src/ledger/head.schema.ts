import type { Head } from '#ledger';
import { collectionOf, required } from '../schema/declare-schema.js';

/** `_id` is the civil day. */
export interface HeadDocument extends Omit<Head, 'day'> {
  readonly _id: string;
}

export const heads = collectionOf<HeadDocument>('heads', {
  _id: required(String),
  service: required(String),
  seal: required(Number),
  hash: required(String),
  total: required(Number),
  previous: required(String),
  key: required(String),
  signature: required(String),
  head: required(String),
});
