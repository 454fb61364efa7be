import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { isTransient, openMongo } from '#storage';
import { describeError, type ServiceLog } from '../log/service-log.js';

const PATIENCE_MS = 60_000;
/** Long enough for a primary to be elected, short enough for a caller to be told 503 instead. */
const SELECTION_MS = 2500;

/**
 * A database that starts together with us is given a minute; a wrong address or password, or a certificate that is not
 * trusted, fails at once.
 */
export async function openPatiently(
  uri: string,
  caFile: string | undefined,
  appName: string,
  log: ServiceLog,
): Promise<Connection> {
  const until = Date.now() + PATIENCE_MS;
  const options = { log, appName, serverSelectionTimeoutMS: SELECTION_MS };
  for (;;) {
    try {
      return await openMongo(uri, { ...options, ...(caFile !== undefined && { caFile }) });
    } catch (error) {
      const code = untrusted(error);
      if (code !== undefined)
        throw new Error(
          `MongoDB's certificate is not trusted (${code}): MONGODB_CA_FILE names who signed it`,
          {
            cause: error,
          },
        );
      if (!isTransient(error) || Date.now() > until) throw error;
      log.warn({ error: describeError(error) }, 'waiting for MongoDB');
      await pause(500);
    }
  }
}

/** The code of a TLS failure, which the driver keeps with each server it tried. */
function untrusted(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, cause, reason } = error as { code?: unknown; cause?: unknown; reason?: unknown };
  if (typeof code === 'string' && /CERT|SIGNATURE/.test(code)) return code;
  const { servers } = (reason ?? {}) as { servers?: ReadonlyMap<string, { readonly error?: unknown }> };
  const tried = servers instanceof Map ? [...servers.values()].map((server) => server.error as unknown) : [];
  return [cause, ...tried].map(untrusted).find((found) => found !== undefined);
}
