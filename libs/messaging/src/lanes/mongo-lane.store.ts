import type { Connection, mongo } from 'mongoose';
import { databaseOf } from '#storage';
import type { LaneDocument } from './lane.schema.js';
import type { LaneFacts, LaneStore } from './lane-store.js';

export class MongoLaneStore implements LaneStore {
  readonly #lanes: mongo.Collection<LaneDocument>;

  constructor(
    connection: Connection,
    private readonly leaseMs = 15_000,
    collection = 'lanes',
  ) {
    this.#lanes = databaseOf(connection).collection<LaneDocument>(collection);
  }

  async open(lane: string, service: string): Promise<void> {
    await this.#lanes.updateOne({ _id: lane }, [{ $set: { service, leaseUntil: this.#lease() } }], {
      upsert: true,
    });
  }

  async renew(lanes: readonly string[]): Promise<readonly string[]> {
    const ours = {
      _id: { $in: [...lanes] },
      adopter: { $exists: false },
      closedAt: { $exists: false },
    };
    const { matchedCount } = await this.#lanes.updateMany(ours, [{ $set: { leaseUntil: this.#lease() } }]);
    if (matchedCount === lanes.length) return [];
    const kept = new Set((await this.#lanes.find(ours).toArray()).map(({ _id }) => _id));
    return lanes.filter((lane) => !kept.has(lane));
  }

  async adopt(service: string, adopter: string): Promise<readonly string[]> {
    const open = { service, closedAt: { $exists: false } };
    const expired = { $expr: { $lt: ['$leaseUntil', '$$NOW'] } };
    await this.#lanes.updateMany({ ...open, $or: [expired, { adopter }] }, [
      { $set: { adopter, leaseUntil: this.#lease() } },
    ]);
    return (await this.#lanes.find({ ...open, adopter }).toArray()).map(({ _id }) => _id);
  }

  async close(lane: string): Promise<void> {
    await this.#lanes.updateOne({ _id: lane }, [{ $set: { closedAt: '$$NOW' } }]);
  }

  #lease(): object {
    return { $add: ['$$NOW', this.leaseMs] };
  }
}

interface LaneFact {
  readonly lane?: string;
  readonly n?: number;
  readonly owed?: true;
}

/** Reads the numbers from the collections in which a service keeps its facts. */
export class MongoLaneFacts implements LaneFacts {
  readonly #collections: readonly mongo.Collection<LaneFact>[];

  constructor(connection: Connection, collections: readonly string[] = ['facts']) {
    this.#collections = collections.map((name) => databaseOf(connection).collection<LaneFact>(name));
  }

  async look(lane: string, numbers: readonly number[]): Promise<readonly { n: number; owed: boolean }[]> {
    const found = await this.#each((facts) =>
      facts
        .find({ lane, n: { $in: [...numbers] } }, { ...majority, projection: { n: 1, owed: 1 } })
        .toArray(),
    );
    return found.flat().map(({ n, owed }) => ({ n: n ?? 0, owed: owed === true }));
  }

  async summary(lane: string): Promise<{ last: number; count: number; owed: boolean }> {
    const found = await this.#each(async (facts) => ({
      last: await facts.find({ lane }, majority).sort({ n: -1 }).limit(1).toArray(),
      count: await facts.countDocuments({ lane }, majority),
      owed: await facts.findOne({ lane, owed: true }, majority),
    }));
    return {
      last: Math.max(0, ...found.flatMap(({ last }) => last.map(({ n }) => n ?? 0))),
      count: found.reduce((sum, { count }) => sum + count, 0),
      owed: found.some(({ owed }) => owed !== null),
    };
  }

  /** How many facts of the lane are durable here, numbered above `after` and up to `through`: for a follower. */
  async count(lane: string, after: number, through: number): Promise<number> {
    const counts = await this.#each((facts) =>
      facts.countDocuments({ lane, n: { $gt: after, $lte: through } }, majority),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  #each<T>(ask: (facts: mongo.Collection<LaneFact>) => Promise<T>): Promise<T[]> {
    return Promise.all(this.#collections.map(ask));
  }
}

const majority = { readConcern: { level: 'majority' } } as const;
