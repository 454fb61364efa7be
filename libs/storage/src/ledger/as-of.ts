import type { mongo } from 'mongoose';

/** The connection's own read concern would take the place of the session's snapshot. */
export const asOf = (session: mongo.ClientSession | undefined): mongo.FindOptions =>
  session === undefined ? {} : { session, readConcern: { level: 'snapshot' } };
