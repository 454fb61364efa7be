import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { isTransient, openMongo } from '#storage';
import { describeError, type ServiceLog } from '../log/service-log.js';

const PATIENCE_MS = 60_000;
/** Long enough for a primary to be elected, short enough for a caller to be told 503 instead. */
const SELECTION_MS = 2500;

/** A database that starts together with us is given a minute; a wrong address or password fails at once. */
export async function openPatiently(uri: string, appName: string, log: ServiceLog): Promise<Connection> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await openMongo(uri, { log, appName, serverSelectionTimeoutMS: SELECTION_MS });
    } catch (error) {
      if (!isTransient(error) || Date.now() > until) throw error;
      log.warn({ error: describeError(error) }, 'waiting for MongoDB');
      await pause(500);
    }
  }
}
