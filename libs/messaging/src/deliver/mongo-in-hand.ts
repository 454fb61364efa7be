import { randomUUID } from 'node:crypto';
import { type Connection, mongo } from 'mongoose';
import { databaseOf, nameOf } from '#storage';
import type { Hand, InHand } from './in-hand.js';
import { inHand, type InHandDocument } from './in-hand.schema.js';

/** It has to outlive this process and not the primary: lost with that, it costs one more death. */
const QUICKLY = { writeConcern: { w: 1 } } as const;

/** What a majority has not yet is seen as well. */
const AS_WRITTEN = { readConcern: { level: 'local' } } as const;

export class MongoInHand implements InHand {
  readonly #marks: mongo.Collection<InHandDocument>;
  readonly #me: string;

  constructor(connection: Connection, me: string = randomUUID()) {
    this.#marks = databaseOf(connection).collection<InHandDocument>(nameOf(inHand));
    this.#me = me;
  }

  async take(id: string): Promise<Hand | undefined> {
    for (;;) {
      try {
        await this.#marks.insertOne({ _id: id, by: this.#me, at: new Date() }, QUICKLY);
        return undefined;
      } catch (error) {
        if (!(error instanceof mongo.MongoServerError && error.code === 11000)) throw error;
      }
      const known = await this.#marks.findOne({ _id: id }, AS_WRITTEN);
      if (known !== null) return known.by === this.#me ? undefined : known;
    }
  }

  async drop(id: string): Promise<void> {
    await this.#marks.deleteOne({ _id: id }, QUICKLY);
  }
}
