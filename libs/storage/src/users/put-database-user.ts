import type { Connection } from 'mongoose';
import type { Privilege } from './privilege.js';

export interface DatabaseUser {
  readonly user: string;
  readonly password: string;
  /** All it may do. */
  readonly privileges: readonly Privilege[];
}

const ROLE_EXISTS = 51_002;
const USER_EXISTS = 51_003;

/**
 * Puts the user into `admin` with one role of its own, and takes any other from it. Repeatable; needs a connection that
 * may administer users.
 */
export async function putDatabaseUser(
  connection: Connection,
  { user, password: pwd, privileges }: DatabaseUser,
): Promise<void> {
  const admin = connection.getClient().db('admin');
  const put = async (what: 'Role' | 'User', name: string, exists: number, rest: object): Promise<void> => {
    try {
      await admin.command({ [`create${what}`]: name, ...rest });
    } catch (error) {
      if ((error as { code?: unknown }).code !== exists) throw error;
      await admin.command({ [`update${what}`]: name, ...rest });
    }
  };
  // MongoDB has roles of its own called backup and restore.
  const role = `seloste-${user}`;
  const granted = privileges.map(({ db, collection, actions }) => ({
    resource: { db, collection },
    actions: [...actions],
  }));
  await put('Role', role, ROLE_EXISTS, { privileges: granted, roles: [] });
  await put('User', user, USER_EXISTS, {
    pwd,
    roles: [{ role, db: 'admin' }],
    mechanisms: ['SCRAM-SHA-256'],
  });
}
