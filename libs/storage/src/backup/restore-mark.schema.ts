import { collectionOf, optional, required } from '../schema/declare-schema.js';

export interface RestoreMark {
  readonly _id: 'restore';
  readonly state: 'under-way' | 'finished';
  readonly startedAt: Date;
  readonly finishedAt?: Date;
  /** What the service itself has made good since, by name. */
  readonly followedUp?: readonly string[];
}

export const restores = collectionOf<RestoreMark>('restores', {
  _id: required(String),
  state: required(String),
  startedAt: required(Date),
  finishedAt: optional(Date),
  followedUp: optional([String]),
});
