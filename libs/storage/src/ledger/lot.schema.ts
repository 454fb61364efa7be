import type { mongo } from 'mongoose';
import { collectionOf, optional, required } from '../schema/declare-schema.js';

/** A name that the facts of one bulk write carry in the place of their seal's number. */
export type Lot = string;

export interface LotDocument {
  readonly _id: Lot;
  /** By the server's clock. */
  readonly openedAt: Date;
  /** `closed`: its facts are durable, none comes after. `apart`: what carries its name is to be sealed by itself. */
  readonly state: 'open' | 'closed' | 'apart';
  /** Of its facts, since it was closed. */
  readonly leaves?: mongo.Binary;
}

export const lots = collectionOf<LotDocument>('lots', {
  _id: required(String),
  openedAt: required(Date),
  state: { ...required(String), enum: ['open', 'closed', 'apart'] } as never,
  leaves: optional(Buffer),
});
