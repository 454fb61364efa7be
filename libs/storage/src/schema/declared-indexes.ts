import type { mongo, Schema } from 'mongoose';
import type { DeclaredIndex } from '../create-indexes.js';
import { nameOf } from './declare-schema.js';

interface Options {
  readonly name?: string;
  readonly unique?: boolean;
  readonly partialFilterExpression?: mongo.Document;
  readonly expireAfterSeconds?: number;
}

/** The indexes that are declared on these schemas, each under its own name. */
export const declaredIndexes = (...schemas: readonly Schema[]): readonly DeclaredIndex[] =>
  schemas.flatMap((schema) =>
    schema.indexes().map(([key, options]) => indexOf(nameOf(schema), key, options as Options)),
  );

function indexOf(collection: string, key: object, options: Options): DeclaredIndex {
  const { name, unique, partialFilterExpression: where, expireAfterSeconds } = options;
  if (name === undefined) throw new Error(`an index of ${collection} has no name`);
  return {
    collection,
    name,
    key: key as DeclaredIndex['key'],
    ...(unique === true && { unique }),
    ...(where !== undefined && { where }),
    ...(expireAfterSeconds !== undefined && { expireAfterSeconds }),
  };
}
