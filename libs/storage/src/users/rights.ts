import type { Connection } from 'mongoose';
import { databaseOf } from '../open-mongo.js';
import type { Privilege } from './privilege.js';

export interface DatabaseRights {
  /** False: this MongoDB asks nobody for a password. */
  readonly authenticated: boolean;
  /** What its user may do besides what it should, such as `drop consent.audit`. */
  readonly beyond: readonly string[];
}

interface Granted {
  readonly resource: {
    readonly db?: string;
    readonly collection?: string;
    readonly cluster?: boolean;
    readonly anyResource?: boolean;
  };
  readonly actions: readonly string[];
}

/** What the user of this connection may do besides `declared`, as the server tells. */
export async function rightsBeyond(
  connection: Connection,
  declared: readonly Privilege[],
): Promise<DatabaseRights> {
  const { authInfo } = (await databaseOf(connection).command({
    connectionStatus: 1,
    showPrivileges: true,
  })) as {
    authInfo: {
      authenticatedUsers: readonly unknown[];
      authenticatedUserPrivileges: readonly Granted[];
    };
  };
  return {
    authenticated: authInfo.authenticatedUsers.length > 0,
    beyond: [
      ...new Set(authInfo.authenticatedUserPrivileges.flatMap((granted) => beyondOf(granted, declared))),
    ],
  };
}

function beyondOf({ resource, actions }: Granted, declared: readonly Privilege[]): readonly string[] {
  const { db = '', collection = '' } = resource;
  const covering = declared.filter(
    (one) => db !== '' && one.db === db && (one.collection === '' || one.collection === collection),
  );
  const more = actions.filter((action) => !covering.some((one) => one.actions.includes(action)));
  if (more.length === 0) return [];
  const place = db === '' ? 'the server' : collection === '' ? db : `${db}.${collection}`;
  return [`${more.length > MOST_NAMED ? 'nearly everything' : more.toSorted().join(', ')} in ${place}`];
}

const MOST_NAMED = 6;
