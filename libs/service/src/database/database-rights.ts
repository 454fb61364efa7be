import { nameOf, type Privilege } from '#storage';
import type { ServiceDatabase } from './service-database.js';

/** The names of a service's two databases. */
export interface DatabaseNames {
  readonly data: string;
  readonly keys: string;
}

const [READ, INSERT, UPDATE, REMOVE] = ['find', 'insert', 'update', 'remove'] as const;
const CHANGE = [READ, INSERT, UPDATE] as const;
const ALL = [...CHANGE, REMOVE] as const;
const APPEND = [READ, INSERT] as const;

/** What is on record, and what is signed, can be added to and not changed, not even by the service. */
const data: Readonly<Record<string, readonly string[]>> = {
  facts: ALL,
  audit: APPEND,
  seals: APPEND,
  heads: APPEND,
  lots: ALL,
  erasure_files: APPEND,
  leases: CHANGE,
  parked: CHANGE,
  in_hand: ALL,
  lanes: CHANGE,
  followed_lanes: CHANGE,
  kids: ALL,
  restores: [READ, UPDATE],
  migrations: [READ],
};
const keys: Readonly<Record<string, readonly string[]>> = {
  keys: ALL,
  shreds: CHANGE,
  restores: [READ],
  migrations: [READ],
};

/** All that a running service does in its databases: no index, no collection, no user is made or dropped by it. */
export function serviceRights(database: ServiceDatabase, names: DatabaseNames): readonly Privilege[] {
  const others = (database.collections ?? [])
    .map(nameOf)
    .filter((collection) => data[collection] === undefined);
  const own = Object.fromEntries(others.map((collection) => [collection, ALL]));
  return [...rightsIn(names.data, { ...data, ...own }), ...rightsIn(names.keys, keys)];
}

const rightsIn = (db: string, collections: Readonly<Record<string, readonly string[]>>): Privilege[] => [
  { db, collection: '', actions: ['dbStats'] },
  ...Object.entries(collections).map(([collection, actions]) => ({
    db,
    collection,
    actions: [...actions, 'listIndexes'],
  })),
];

/** Reads every collection of every service, and writes nothing. */
export const backupRights = (all: readonly DatabaseNames[]): readonly Privilege[] =>
  each(all, [READ, 'listCollections']);

/** Puts back what was lost; only while a service is restored does anybody know its password. */
export const restoreRights = (all: readonly DatabaseNames[]): readonly Privilege[] =>
  each(all, [...ALL, 'listCollections', 'listIndexes', 'createCollection', 'createIndex', 'dropDatabase']);

const each = (all: readonly DatabaseNames[], actions: readonly string[]): readonly Privilege[] =>
  all.flatMap((names) => [names.data, names.keys]).map((db) => ({ db, collection: '', actions }));
