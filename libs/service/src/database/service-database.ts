import type { Schema } from 'mongoose';
import { messagingCollections } from '#messaging';
import { type DeclaredIndex, declaredIndexes, type Migration, nameOf, storageCollections } from '#storage';
import { audit } from '../audit/audit-record.schema.js';
import { serviceFacts } from './service-facts.js';
import { saltFacts } from './migrations/2026-11-23-salt-facts.js';

/** What a service declares of its own database; what all services have alike is known. */
export interface ServiceDatabase {
  /** Of the service, its broker user, queues and databases. */
  readonly name: string;
  /** Its facts, where it has kinds of its own (`serviceFacts`), and its other collections. */
  readonly collections?: readonly Schema[];
  /** Changes of its own stored data, in its folder `migrations`. */
  readonly migrations?: readonly Migration[];
}

export interface Collections {
  readonly data: readonly Schema[];
  readonly keys: readonly Schema[];
}

/** Every collection of a service's two databases: its own, and what all services have alike. */
export function collectionsOf({ collections = [] }: ServiceDatabase): Collections {
  const own = collections.some((schema) => nameOf(schema) === 'facts')
    ? collections
    : [serviceFacts(), ...collections];
  return {
    data: [...own, ...storageCollections.data, audit, ...messagingCollections],
    keys: storageCollections.keys,
  };
}

export interface DeclaredIndexes {
  readonly data: readonly DeclaredIndex[];
  readonly keys: readonly DeclaredIndex[];
}

export function indexesOf(database: ServiceDatabase): DeclaredIndexes {
  const { data, keys } = collectionsOf(database);
  return { data: declaredIndexes(...data), keys: declaredIndexes(...keys) };
}

/** Those of all services and its own; they are applied in the order of their names. */
export const migrationsOf = ({ migrations = [] }: ServiceDatabase): readonly Migration[] => [
  saltFacts,
  ...migrations,
];
