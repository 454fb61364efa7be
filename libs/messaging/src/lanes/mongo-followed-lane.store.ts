import type { Connection, mongo } from 'mongoose';
import { databaseOf } from '#storage';
import type { FollowedDocument } from './followed-lane.schema.js';
import { type FollowedLane, unreached } from './judge-lanes.js';
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
    const { lane: _id, ...nothing } = unreached(lane);
    await this.#lanes.bulkWrite([
      { updateOne: { filter: { _id }, update: { $setOnInsert: nothing }, upsert: true } },
      { updateOne: { filter: { _id, closed: false }, update: { $set: { end } } } },
    ]);
  }

  async advance(lanes: readonly FollowedLane[]): Promise<void> {
    const updates = lanes.map((lane) => ({
      updateOne: { filter: { _id: lane.lane }, update: [...forwardsTo(lane)], upsert: true },
    }));
    await this.#lanes.bulkWrite(updates, { ordered: false });
  }
}

function forwardsTo({ service, through, count, at, closed }: FollowedLane): readonly mongo.Document[] {
  const forwards = { $gte: [through, { $ifNull: ['$through', 0] }] };
  return [
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
  ];
}
