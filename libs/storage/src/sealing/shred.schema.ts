import { collectionOf, required } from '../schema/declare-schema.js';

export interface ShredDocument {
  readonly _id: string;
  /** Set by the server, so that instances need not agree on the time. */
  readonly at: Date;
}

export const SHREDS_KEPT_SECONDS = 86_400;

/** In the key database. */
export const shreds = collectionOf<ShredDocument>('shreds', { _id: required(String), at: required(Date) });
shreds.index({ at: 1 }, { name: 'at', expireAfterSeconds: SHREDS_KEPT_SECONDS });
