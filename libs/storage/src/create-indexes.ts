import type { Connection, mongo } from 'mongoose';
import { databaseOf } from './open-mongo.js';
import { isTransient } from './storage-errors.js';

export interface DeclaredIndex {
  readonly collection: string;
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly unique?: true;
  /** Partial filter: a query uses the index only if it implies this. */
  readonly where?: mongo.Document;
  readonly expireAfterSeconds?: number;
}

/** Creates what is declared and missing; any number of instances may do so at once. Never drops or rebuilds. */
export async function createIndexes(
  connection: Connection,
  declared: readonly DeclaredIndex[],
): Promise<void> {
  const collections = new Map<string, DeclaredIndex[]>();
  for (const index of declared)
    collections.set(index.collection, [...(collections.get(index.collection) ?? []), index]);
  for (const [collection, indexes] of collections) {
    await create(databaseOf(connection).collection(collection), indexes);
  }
}

async function create(collection: mongo.Collection, indexes: readonly DeclaredIndex[]): Promise<void> {
  try {
    await collection.createIndexes(indexes.map(descriptionOf));
  } catch (error) {
    if (isTransient(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`the declared indexes of ${collection.collectionName} do not fit: ${why}`, {
      cause: error,
    });
  }
}

const descriptionOf = ({
  name,
  key,
  unique,
  where,
  expireAfterSeconds,
}: DeclaredIndex): mongo.IndexDescription => ({
  name,
  key: { ...key },
  ...(unique === undefined ? {} : { unique }),
  ...(where === undefined ? {} : { partialFilterExpression: where }),
  ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds }),
});
