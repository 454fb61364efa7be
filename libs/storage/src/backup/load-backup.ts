import { createReadStream } from 'node:fs';
import { type Connection, mongo } from 'mongoose';
import { databaseOf } from '../open-mongo.js';
import { BackupError, fileOf, type Manifest } from './manifest.js';

const AT_ONCE = 1000;

/** Puts the documents of a checked backup into an empty database; the service makes its indexes when it starts. */
export async function loadBackup(connection: Connection, folder: string, manifest: Manifest): Promise<void> {
  for (const { name, documents } of manifest.collections) {
    const collection = databaseOf(connection).collection(name);
    let loaded = 0;
    let batch: mongo.BSON.Document[] = [];
    const flush = async (): Promise<void> => {
      if (batch.length > 0) await collection.insertMany(batch, { ordered: false });
      loaded += batch.length;
      batch = [];
    };
    for await (const document of documentsOf(fileOf(folder, name)))
      if (batch.push(document) >= AT_ONCE) await flush();
    await flush();
    if (loaded !== documents) throw new BackupError(`${name}: ${loaded} documents came back of ${documents}`);
  }
}

async function* documentsOf(path: string): AsyncGenerator<mongo.BSON.Document> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const size = rest.readInt32LE(0);
      yield mongo.BSON.deserialize(rest.subarray(0, size));
      rest = rest.subarray(size);
    }
  }
}
