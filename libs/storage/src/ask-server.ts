import type { Connection } from 'mongoose';
import { databaseOf } from './open-mongo.js';

/** Share of the disk under the database that is free, 0 to 1; undefined where the server does not tell. */
export async function freeDiskOf(connection: Connection): Promise<number | undefined> {
  const { fsUsedSize, fsTotalSize } = (await databaseOf(connection).command({ dbStats: 1 })) as {
    fsUsedSize?: number;
    fsTotalSize?: number;
  };
  if (fsUsedSize === undefined || fsTotalSize === undefined || fsTotalSize === 0) return undefined;
  return 1 - fsUsedSize / fsTotalSize;
}

/** Seconds by which the database's clock is ahead of this machine's; behind: negative. */
export async function clockAheadOf(connection: Connection): Promise<number> {
  const askedMs = Date.now();
  const { localTime } = (await databaseOf(connection).command({ hello: 1 })) as { localTime: Date };
  const halfwayMs = (askedMs + Date.now()) / 2;
  return (localTime.getTime() - halfwayMs) / 1000;
}

/** Host and port of each server the connection was given, where it speaks TLS. */
export function tlsServersOf(
  connection: Connection,
): readonly { readonly host: string; readonly port: number }[] {
  const { tls, hosts } = connection.getClient().options;
  if (!tls) return [];
  return hosts.flatMap(({ host, port }) => (host === undefined ? [] : [{ host, port: port ?? 27_017 }]));
}
