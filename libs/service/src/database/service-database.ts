import { followedLaneIndexes, laneIndexes, parkedIndexes } from '#messaging';
import {
  type DeclaredIndex,
  erasureRegisterIndexes,
  factIndexes,
  keyIndexes,
  ledgerIndexes,
  type Migration,
} from '#storage';
import { auditIndexes } from '../audit/audit-record.js';
import { saltFacts } from './migrations/2026-11-23-salt-facts.js';

/** What a service declares of its own database; what all services have alike is known. */
export interface ServiceDatabase {
  /** Of the service, its broker user, queues and databases. */
  readonly name: string;
  /** Indexes of facts beyond those every service has, and of the service's other collections. */
  readonly indexes?: readonly DeclaredIndex[];
  /** Changes of its own stored data, in its folder `migrations`. */
  readonly migrations?: readonly Migration[];
}

export interface DeclaredIndexes {
  readonly data: readonly DeclaredIndex[];
  readonly keys: readonly DeclaredIndex[];
}

export const indexesOf = ({ indexes = [] }: ServiceDatabase): DeclaredIndexes => ({
  data: [
    ...factIndexes(),
    ...ledgerIndexes,
    ...erasureRegisterIndexes,
    ...auditIndexes(),
    ...parkedIndexes(),
    ...laneIndexes(),
    ...followedLaneIndexes(),
    ...indexes,
  ],
  keys: keyIndexes,
});

/** Those of all services and its own; they are applied in the order of their names. */
export const migrationsOf = ({ migrations = [] }: ServiceDatabase): readonly Migration[] => [
  saltFacts,
  ...migrations,
];
