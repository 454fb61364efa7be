import type { Connection } from 'mongoose';
import { databaseOf } from './open-mongo.js';

export interface DatabaseRights {
  /** False: this MongoDB asks nobody for a password. */
  readonly authenticated: boolean;
  /** Databases, or `the server`, on which this user may do anything at all besides its own. */
  readonly beyond: readonly string[];
}

interface Privilege {
  readonly resource: { readonly db?: string; readonly cluster?: boolean; readonly anyResource?: boolean };
}

/** What the user of this connection may do besides `own`, as the server tells. */
export async function rightsBeyond(connection: Connection, own: readonly string[]): Promise<DatabaseRights> {
  const { authInfo } = (await databaseOf(connection).command({
    connectionStatus: 1,
    showPrivileges: true,
  })) as {
    authInfo: {
      authenticatedUsers: readonly unknown[];
      authenticatedUserPrivileges: readonly Privilege[];
    };
  };
  const places = authInfo.authenticatedUserPrivileges.map(({ resource }) =>
    resource.anyResource === true || resource.db === '' || resource.db === undefined
      ? 'the server'
      : resource.db,
  );
  return {
    authenticated: authInfo.authenticatedUsers.length > 0,
    beyond: [...new Set(places)].filter((place) => !own.includes(place)),
  };
}
