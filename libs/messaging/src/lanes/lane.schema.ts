import { collectionOf, optional, required } from '#storage';

export interface LaneDocument {
  readonly _id: string;
  readonly service: string;
  readonly leaseUntil: Date;
  readonly adopter?: string;
  readonly closedAt?: Date;
}

const KEEP_CLOSED_SECONDS = 30 * 86_400;

/** Of this service, one for each instance and type of event that it numbered. */
export const lanes = collectionOf<LaneDocument>('lanes', {
  _id: required(String),
  service: required(String),
  leaseUntil: required(Date),
  adopter: optional(String),
  closedAt: optional(Date),
});
lanes.index({ closedAt: 1 }, { name: 'closed_at', expireAfterSeconds: KEEP_CLOSED_SECONDS });
