import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The layout of a backup; a reader takes its own only. */
export const BACKUP_FORMAT = 1;

export interface CollectionCopy {
  readonly name: string;
  readonly documents: number;
  readonly sha256: string;
}

export interface Manifest {
  readonly format: number;
  readonly service: string;
  readonly what: 'data' | 'keys';
  /** Machine time before the first read: the journal is replayed from here. */
  readonly startedAt: string;
  /** The moment of the database that every collection is of, seconds and increment. */
  readonly clusterTime: string;
  readonly policies: readonly string[];
  readonly collections: readonly CollectionCopy[];
}

export class BackupError extends Error {
  override readonly name = 'BackupError';
}

export const fileOf = (folder: string, collection: string): string => join(folder, `${collection}.bson`);

/** Reads the manifest and holds every file against it; nothing of a backup is used before. */
export async function checkBackup(
  folder: string,
  { service, what }: Pick<Manifest, 'service' | 'what'>,
): Promise<Manifest> {
  const manifest = await read(folder);
  if (manifest.format !== BACKUP_FORMAT)
    throw new BackupError(`${folder}: its format is not ${BACKUP_FORMAT}`);
  if (manifest.service !== service || manifest.what !== what)
    throw new BackupError(
      `${folder} holds the ${manifest.what} of ${manifest.service}, not the ${what} of ${service}`,
    );
  for (const { name, sha256 } of manifest.collections) {
    const found = await hashOfFile(fileOf(folder, name)).catch(() => 'nothing');
    if (found !== sha256) throw new BackupError(`${folder}: ${name}.bson is not as it was backed up`);
  }
  return manifest;
}

async function read(folder: string): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  } catch (error) {
    throw new BackupError(`${folder} holds no manifest.json that can be read`, { cause: error });
  }
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
