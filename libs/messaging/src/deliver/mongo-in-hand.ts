import { randomUUID } from 'node:crypto';
import { type Connection, mongo } from 'mongoose';
import { databaseOf, nameOf } from '#storage';
import { type Hand, type InHand, SLOTS } from './in-hand.js';
import { inHand, type InHandDocument } from './in-hand.schema.js';

/** It has to outlive this process and not the primary: lost with that, it costs one more death. */
const QUICKLY = { writeConcern: { w: 1 } } as const;

/** What a majority has not yet is seen as well. */
const AS_WRITTEN = { readConcern: { level: 'local' } } as const;

/** However many processes have died: the newest are those that what comes now was with. */
const MOST_READ = 200;

export class MongoInHand implements InHand {
  readonly #marks: mongo.Collection<InHandDocument>;
  readonly #me: string;

  constructor(connection: Connection, me: string = randomUUID()) {
    this.#marks = databaseOf(connection).collection<InHandDocument>(nameOf(inHand));
    this.#me = me;
  }

  async take(id: string, queue: string, checksum: number): Promise<Hand | undefined> {
    for (;;) {
      try {
        await this.#marks.insertOne({ _id: id, ...this.#mark(queue, [checksum]) }, QUICKLY);
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

  async takeBatch(queue: string, slot: number, checksums: readonly number[]): Promise<void> {
    const mark = this.#mark(queue, checksums);
    await this.#marks.replaceOne({ _id: this.#idOf(queue, slot) }, mark, { ...QUICKLY, upsert: true });
  }

  async dropBatches(queue: string): Promise<void> {
    const ids = SLOTS.map((slot) => this.#idOf(queue, slot));
    await this.#marks.deleteMany({ _id: { $in: ids } }, QUICKLY);
  }

  async ofOthers(queue: string): Promise<ReadonlySet<number>> {
    const marks = await this.#marks
      .find({ queue, by: { $ne: this.#me } }, { ...AS_WRITTEN, projection: { checksums: 1 } })
      .sort({ at: -1 })
      .limit(MOST_READ)
      .toArray();
    return new Set(marks.flatMap(({ checksums }) => unpacked(checksums)));
  }

  #mark(queue: string, checksums: readonly number[]): Omit<InHandDocument, '_id'> {
    return { queue, by: this.#me, at: new Date(), checksums: packed(checksums) };
  }

  #idOf(queue: string, slot: number): string {
    return `${this.#me}/${queue}/${slot}`;
  }
}

const WIDTH = 4;

function packed(checksums: readonly number[]): Buffer {
  const bytes = Buffer.alloc(checksums.length * WIDTH);
  checksums.forEach((checksum, index) => bytes.writeUInt32LE(checksum, index * WIDTH));
  return bytes;
}

function unpacked(stored: InHandDocument['checksums']): readonly number[] {
  const bytes = Buffer.isBuffer(stored) ? stored : Buffer.from(stored.value());
  return Array.from({ length: bytes.length / WIDTH }, (_, index) => bytes.readUInt32LE(index * WIDTH));
}
