import type { Connection, mongo } from 'mongoose';
import { nameOf, databaseOf, ping } from '#storage';
import type { ParkedFilter, ParkedMessage, ParkedState } from './parked-message.js';
import { parked, type ParkedDocument } from './parked-message.schema.js';
import { asStored, type ParkedChange, type ParkedRecord, type ParkedStore } from './parked-store.js';

const durable = { writeConcern: { w: 'majority', j: true } } as const;

const MAX_LISTED = 200;

/** The service's collection `parked`. Nothing in it expires by itself. */
export class MongoParkedStore implements ParkedStore {
  readonly #parked: mongo.Collection<ParkedDocument>;
  readonly #connection: Connection;

  constructor(connection: Connection, collection = nameOf(parked)) {
    this.#connection = connection;
    this.#parked = databaseOf(connection).collection<ParkedDocument>(collection);
  }

  async put(records: readonly ParkedRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.#parked.bulkWrite(
      records.map(asStored).map(({ _id, firstAt, history, ...parked }) => ({
        updateOne: {
          filter: { _id },
          // Parked again after a replay, or by a redelivery: one record that knows how often.
          update: {
            $set: parked,
            $setOnInsert: { firstAt },
            $push: { history: { $each: [...history], $slice: -50 } },
            $unset: { replayingSince: '' },
          },
          upsert: true,
        },
      })),
      { ordered: false, ...durable },
    );
  }

  async list({ after, limit = 50, ...equal }: ParkedFilter): Promise<readonly ParkedMessage[]> {
    return await this.#parked
      .find(
        { ...equal, ...(after !== undefined && { _id: { $gt: after } }) },
        { projection: { body: 0, takenAt: 0, owed: 0 } },
      )
      .sort({ _id: 1 })
      .limit(Math.min(limit, MAX_LISTED))
      .toArray();
  }

  async count(): Promise<number> {
    return this.#parked.countDocuments({ state: 'parked' });
  }

  async find(id: string): Promise<ParkedRecord | undefined> {
    const found = await this.#parked.findOne({ _id: id });
    if (found === null) return undefined;
    const { body, takenAt: _at, owed: _owed, ...message } = found;
    return { message, body };
  }

  async change(
    id: string,
    { states, replayingSince }: { states: readonly ParkedState[]; replayingSince?: Date },
    to: ParkedChange,
  ): Promise<boolean> {
    const { modifiedCount } = await this.#parked.updateOne(
      { _id: id, state: { $in: [...states] }, ...(replayingSince !== undefined && { replayingSince }) },
      {
        $set: {
          state: to.state,
          ...(to.replayingSince !== undefined && { replayingSince: to.replayingSince }),
        },
        $unset: {
          ...(to.replayingSince === undefined && { replayingSince: '' as const }),
          ...(to.dropBody === true && { body: '' as const }),
        },
        ...(to.step !== undefined && { $push: { history: to.step } }),
      },
      durable,
    );
    return modifiedCount === 1;
  }

  async ping(): Promise<void> {
    await ping(this.#connection);
  }
}
