import { collectionOf, required } from '../schema/declare-schema.js';

export interface KidDocument {
  /** `hash/h1`, `link/l1` */
  readonly _id: string;
  readonly fingerprint: string;
  readonly since: Date;
}

export const kids = collectionOf<KidDocument>('kids', {
  _id: required(String),
  fingerprint: required(String),
  since: required(Date),
});
