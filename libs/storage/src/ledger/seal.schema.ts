import type { mongo } from 'mongoose';
import type { Seal } from '#ledger';
import { collectionOf, optional, required } from '../schema/declare-schema.js';
import type { Lot } from './lot.schema.js';

export interface SealDocument extends Omit<Seal, 'seal' | 'leaves'> {
  readonly _id: number;
  /** 32 bytes each. */
  readonly leaves: mongo.Binary;
  /** What its facts carry in the place of its number. */
  readonly lots?: readonly Lot[];
}

export const seals = collectionOf<SealDocument>('seals', {
  _id: required(Number),
  service: required(String),
  previous: required(String),
  at: required(String),
  day: required(String),
  root: required(String),
  total: required(Number),
  hash: required(String),
  key: required(String),
  signature: required(String),
  leaves: required(Buffer),
  lots: optional([String]),
});
seals.index({ day: 1, _id: 1 }, { name: 'day' });
seals.index({ lots: 1 }, { name: 'lots' });
