import { collectionOf, required } from '../schema/declare-schema.js';

export interface Applied {
  readonly _id: string;
  readonly at: Date;
}

/** Which migrations were applied. */
export const appliedMigrations = collectionOf<Applied>('migrations', {
  _id: required(String),
  at: required(Date),
});

export interface MigrationLock {
  readonly _id: 'lock';
  readonly until: Date;
}

export const migrationLocks = collectionOf<MigrationLock>('migration_lock', {
  _id: required(String),
  until: required(Date),
});
