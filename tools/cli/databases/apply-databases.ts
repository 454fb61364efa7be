import type { Connection } from 'mongoose';
import { backupRights, restoreRights, serviceRights, setUpDatabase } from '#service';
import { type Privilege, putDatabaseUser } from '#storage';
import { services } from '../../../apps/services.js';
import { allNames, namesOf } from './service-databases.js';

export interface DatabaseAccess {
  /** Passwords of the database users; one left out is not touched. */
  readonly users: Readonly<Record<string, string>>;
  /** Put before the name of every database and user: a test's own run. */
  readonly prefix?: string;
}

/** Every user of our databases, and all it may do. */
export const databaseRights = (prefix = ''): Readonly<Record<string, readonly Privilege[]>> => ({
  ...Object.fromEntries(
    services.map((service) => [service.name, serviceRights(service, namesOf(service.name, prefix))]),
  ),
  backup: backupRights(allNames(prefix)),
  restore: restoreRights(allNames(prefix)),
});

export interface AppliedDatabases {
  readonly users: readonly string[];
  /** `service migration`, for each that was pending. */
  readonly migrations: readonly string[];
}

/** Puts databases and their users in place, as an administrator of MongoDB; may run at every start. */
export async function applyDatabases(
  admin: Connection,
  { users, prefix = '' }: DatabaseAccess,
): Promise<AppliedDatabases> {
  const migrations: string[] = [];
  for (const service of services) {
    const { data, keys } = namesOf(service.name, prefix);
    const both = { data: admin.useDb(data), keys: admin.useDb(keys) };
    const applied = await setUpDatabase(service, both);
    migrations.push(...applied.map((name) => `${service.name} ${name}`));
  }
  const known = Object.entries(databaseRights(prefix)).filter(([user]) => users[user] !== undefined);
  for (const [user, privileges] of known)
    await putDatabaseUser(admin, { user: `${prefix}${user}`, password: users[user]!, privileges });
  return { users: known.map(([user]) => `${prefix}${user}`), migrations };
}
