import type { Connection, mongo } from 'mongoose';
import { type Journal } from '../journal/journal.port.js';
import { databaseOf } from '../open-mongo.js';
import { nameOf } from '../schema/declare-schema.js';
import { erasureFiles, type Written, type WrittenDocument } from './erasure-file.schema.js';
import type { ErasureLine } from './erasure-line.js';

/** A file that is gone, or cut off at its end, has no gap in its own chain: so it is known elsewhere how long it was. */
export interface ErasureRegister {
  wrote(file: string, last: Written): Promise<void>;
}

export const noRegister: ErasureRegister = { wrote: () => Promise.resolve() };

const COLLECTION = nameOf(erasureFiles);

const collectionOf = (connection: Connection): mongo.Collection<WrittenDocument> =>
  databaseOf(connection).collection<WrittenDocument>(COLLECTION);

/** In the service's database and in its journal. */
export class MongoErasureRegister implements ErasureRegister {
  constructor(
    private readonly connection: Connection,
    private readonly journal: Journal,
  ) {}

  async wrote(file: string, { n, hash }: Written): Promise<void> {
    const document = { _id: `${file}#${n}`, file, n, hash };
    await Promise.all([
      collectionOf(this.connection).insertOne(document),
      this.journal.append([{ kind: 'put', collection: COLLECTION, documents: [document] }]),
    ]);
  }
}

/** By file, its last line that anybody was told of. */
export async function registeredErasures(connection: Connection): Promise<ReadonlyMap<string, Written>> {
  const found = await collectionOf(connection)
    .aggregate<{ _id: string } & Written>([
      { $sort: { file: 1, n: 1 } },
      { $group: { _id: '$file', n: { $last: '$n' }, hash: { $last: '$hash' } } },
    ])
    .toArray();
  return new Map(found.map(({ _id, ...written }) => [_id, written]));
}

/** In words, what is registered and not in the files. */
export function erasuresMissing(
  registered: ReadonlyMap<string, Written>,
  files: ReadonlyMap<string, readonly ErasureLine[]>,
): readonly string[] {
  return [...registered].flatMap(([file, { n, hash }]) => {
    const lines = files.get(file);
    if (lines === undefined) return [`${file} is gone; it had ${n} lines`];
    if (lines.length < n) return [`${file} is cut off after line ${lines.length}; it had ${n}`];
    return lines[n - 1]?.hash === hash ? [] : [`${file} is another than the one that was written`];
  });
}
