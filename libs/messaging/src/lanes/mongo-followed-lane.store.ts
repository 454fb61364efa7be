import type { Connection, mongo } from 'mongoose';
import { databaseOf } from '#storage';
import type { FollowedDocument } from './followed-lane.schema.js';
import type { FollowedLane } from './judge-lanes.js';
import type { FollowedLaneStore } from './followed-lanes.js';

export class MongoFollowedLaneStore implements FollowedLaneStore {
  readonly #lanes: mongo.Collection<FollowedDocument>;

  constructor(connection: Connection, collection = 'followed_lanes') {
    this.#lanes = databaseOf(connection).collection<FollowedDocument>(collection);
  }

  async all(services: readonly string[]): Promise<readonly FollowedLane[]> {
    const found = await this.#lanes.find({ service: { $in: [...services] } }).toArray();
    return found.map(({ _id, service, through, count, at, closed, end }) => ({
      lane: _id,
      service,
      through,
      count,
      at,
      closed,
      ...(end !== undefined && { end }),
    }));
  }

  async keepEnd(lane: string, end: NonNullable<FollowedLane['end']>): Promise<void> {
    await this.#lanes.updateOne({ _id: lane, closed: false }, { $set: { end } });
  }

  async advance({ lane, service, through, count, at, closed }: FollowedLane): Promise<void> {
    const forwards = { $gte: [through, { $ifNull: ['$through', 0] }] };
    await this.#lanes.updateOne(
      { _id: lane },
      [
        {
          $set: {
            service,
            count: { $cond: [forwards, count, '$count'] },
            at: { $cond: [{ $gt: ['$at', { $toLong: '$$NOW' }] }, at, { $max: [at, '$at'] }] },
            closed: { $or: [closed, { $ifNull: ['$closed', false] }] },
            ...(closed && { closedAt: { $ifNull: ['$closedAt', '$$NOW'] } }),
          },
        },
        { $set: { through: { $max: [through, '$through'] } } },
      ],
      { upsert: true },
    );
  }
}
