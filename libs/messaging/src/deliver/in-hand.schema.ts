import type { mongo } from 'mongoose';
import { collectionOf, required } from '#storage';
import type { Hand } from './in-hand.js';

export type InHandDocument = Hand & {
  readonly _id: string;
  readonly queue: string;
  readonly checksums: mongo.Binary | Buffer;
};

/** What nobody came back for, its queue being gone or its message lost. */
const KEEP_SECONDS = 7 * 86_400;

/** A message alone in hand by the digest that a parked one has; a batch by process, queue and slot. */
export const inHand = collectionOf<InHandDocument>('in_hand', {
  _id: required(String),
  by: required(String),
  at: required(Date),
  queue: required(String),
  checksums: required(Buffer),
});
inHand.index({ at: 1 }, { name: 'at', expireAfterSeconds: KEEP_SECONDS });
inHand.index({ queue: 1, at: -1 }, { name: 'queue_at' });
