import type { Connection, mongo } from 'mongoose';
import { databaseOf } from './open-mongo.js';

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
export async function migrate(connection: Connection, declared: readonly DeclaredIndex[]): Promise<void> {
  const collections = new Map<string, DeclaredIndex[]>();
  for (const index of declared)
    collections.set(index.collection, [...(collections.get(index.collection) ?? []), index]);
  for (const [collection, indexes] of collections) {
    await databaseOf(connection).collection(collection).createIndexes(indexes.map(descriptionOf));
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
