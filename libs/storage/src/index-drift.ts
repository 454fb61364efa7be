import type { Connection, mongo } from 'mongoose';
import type { DeclaredIndex } from './create-indexes.js';
import { databaseOf } from './open-mongo.js';

/** Every way in which the database's indexes differ from the declared ones, in words. */
export async function indexDrift(
  connection: Connection,
  declared: readonly DeclaredIndex[],
): Promise<readonly string[]> {
  const collections = [...new Set(declared.map(({ collection }) => collection))];
  const found: string[] = [];
  // One after the other: at a start there is one connection yet, and many at once would make many.
  for (const name of collections) {
    const wanted = declared.filter(({ collection }) => collection === name);
    found.push(...differing(name, wanted, await indexesOf(databaseOf(connection).collection(name))));
  }
  return found;
}

const NO_SUCH_COLLECTION = 26;

async function indexesOf(collection: mongo.Collection): Promise<readonly mongo.IndexDescriptionInfo[]> {
  try {
    return await collection.indexes();
  } catch (error) {
    if ((error as { code?: unknown }).code === NO_SUCH_COLLECTION) return [];
    throw error;
  }
}

function differing(
  collection: string,
  wanted: readonly DeclaredIndex[],
  there: readonly mongo.IndexDescriptionInfo[],
): readonly string[] {
  const byName = new Map(there.map((index) => [index.name, index]));
  const undeclared = there.filter(
    ({ name }) => name !== '_id_' && !wanted.some((index) => index.name === name),
  );
  return [
    ...wanted.flatMap((index) => {
      const found = byName.get(index.name);
      if (found === undefined) return [`the index ${collection}.${index.name} is missing`];
      return sameIndex(index, found)
        ? []
        : [`the index ${collection}.${index.name} is another than declared`];
    }),
    ...undeclared.map(({ name }) => `the index ${collection}.${name} is not declared`),
  ];
}

const sameIndex = (
  { key, unique, where, expireAfterSeconds }: DeclaredIndex,
  found: mongo.IndexDescriptionInfo,
): boolean =>
  JSON.stringify([key, unique ?? false, where ?? null, expireAfterSeconds ?? null]) ===
  JSON.stringify([
    found.key,
    found.unique ?? false,
    found.partialFilterExpression ?? null,
    found.expireAfterSeconds ?? null,
  ]);
