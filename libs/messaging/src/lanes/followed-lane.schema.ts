import { collectionOf, optional, part, required } from '#storage';
import type { FollowedLane } from './judge-lanes.js';

export type FollowedDocument = Omit<FollowedLane, 'lane'> & {
  readonly _id: string;
  readonly closedAt?: Date;
};

const KEEP_CLOSED_SECONDS = 30 * 86_400;

const end = part<NonNullable<FollowedLane['end']>>({
  through: required(Number),
  count: required(Number),
  at: required(Number),
});

/** How far each lane of the services it follows is complete here. */
export const followedLanes = collectionOf<FollowedDocument>('followed_lanes', {
  _id: required(String),
  service: required(String),
  through: required(Number),
  count: required(Number),
  at: required(Number),
  closed: required(Boolean),
  end: optional(end),
  closedAt: optional(Date),
});
followedLanes.index({ service: 1 }, { name: 'service' });
followedLanes.index({ closedAt: 1 }, { name: 'closed_at', expireAfterSeconds: KEEP_CLOSED_SECONDS });
