import { collectionOf, required } from '#storage';
import type { Hand } from './in-hand.js';

export type InHandDocument = Hand & { readonly _id: string };

/** What nobody came back for, its queue being gone or its message lost. */
const KEEP_SECONDS = 7 * 86_400;

/** Suspect messages in hand, by the digest that a parked one has. */
export const inHand = collectionOf<InHandDocument>('in_hand', {
  _id: required(String),
  by: required(String),
  at: required(Date),
});
inHand.index({ at: 1 }, { name: 'at', expireAfterSeconds: KEEP_SECONDS });
