import { createHash } from 'node:crypto';
import { mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection, mongo } from 'mongoose';
import { databaseOf } from '../open-mongo.js';
import { RESTORES } from './restore-mark.js';
import { BACKUP_FORMAT, BackupError, type CollectionCopy, fileOf, type Manifest } from './manifest.js';

const AT_ONCE = 1000;

/**
 * Copies a database into an empty folder, all collections as of one moment (snapshot reads), sealed values as they are.
 * The manifest is written last: a folder without one is no backup. MongoDB keeps a moment readable for five minutes
 * (`minSnapshotHistoryWindowInSeconds`); a copy that takes longer fails.
 */
export async function backUp(
  connection: Connection,
  folder: string,
  about: Pick<Manifest, 'service' | 'what' | 'policies'>,
): Promise<Manifest> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) throw new BackupError(`${folder} is not empty`);
  const database = databaseOf(connection);
  const session = connection.getClient().startSession({ snapshot: true });
  try {
    const startedAt = new Date().toISOString();
    const found = await database.listCollections({}, { nameOnly: true }).toArray();
    const names = found
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('system.') && name !== RESTORES);
    const collections: CollectionCopy[] = [];
    for (const name of names.sort()) collections.push(await copy(database.collection(name), folder, session));
    const { high = 0, low = 0 } = (session as { snapshotTime?: mongo.Timestamp }).snapshotTime ?? {};
    const manifest: Manifest = {
      format: BACKUP_FORMAT,
      ...about,
      startedAt,
      clusterTime: `${high}.${low}`,
      collections,
    };
    await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    return manifest;
  } finally {
    await session.endSession();
  }
}

async function copy(
  collection: mongo.Collection,
  folder: string,
  session: mongo.ClientSession,
): Promise<CollectionCopy> {
  const name = collection.collectionName;
  const file = await open(fileOf(folder, name), 'wx', 0o600);
  const hash = createHash('sha256');
  let documents = 0;
  let pending: Uint8Array[] = [];
  const flush = async (): Promise<void> => {
    await file.appendFile(Buffer.concat(pending));
    pending = [];
  };
  try {
    const cursor = collection.find(
      {},
      { raw: true, session, readConcern: { level: 'snapshot' }, batchSize: AT_ONCE },
    );
    for await (const raw of cursor as unknown as AsyncIterable<Uint8Array>) {
      hash.update(raw);
      documents += 1;
      if (pending.push(raw) >= AT_ONCE) await flush();
    }
    await flush();
    await file.sync();
    return { name, documents, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}
