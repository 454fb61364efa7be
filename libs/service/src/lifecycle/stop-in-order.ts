import type { INestApplication } from '@nestjs/common';
import type { Connection } from 'mongoose';
import type { BrokerConnection, FollowedLanes, LaneClock, OwedEvents, Publisher } from '#messaging';
import type { ErasureLedger, Fact, GroupCommit, MongoKeys } from '#storage';
import type { LedgerJob } from '../ledger/ledger-job.js';
import { Readiness } from '../health/readiness.js';
import {
  BROKER,
  CONNECTION,
  ERASURES,
  FOLLOWED_LANES,
  GROUP_COMMIT,
  KEYS,
  KEYS_CONNECTION,
  LANES,
  LEDGER,
  OWED,
  PUBLISHER,
} from '../tokens.js';

/**
 * No new request, no new message, then what is owed, then the connections: whatever was answered or acknowledged
 * is durable before anything it needs goes away.
 */
export async function stopInOrder(app: INestApplication): Promise<void> {
  app.get(Readiness).phase = 'stopping';
  // Nest closes HTTP first, then the transport, which finishes and acknowledges its batches.
  await app.close();
  await app.get<GroupCommit<Fact>>(GROUP_COMMIT).idle();
  await app.get<FollowedLanes>(FOLLOWED_LANES).stop();
  await app.get<OwedEvents>(OWED).stop();
  await app.get<LaneClock>(LANES).stop();
  app.get<MongoKeys>(KEYS).stop();
  await app.get<ErasureLedger>(ERASURES).close();
  await app.get<LedgerJob>(LEDGER).stop();
  await app.get<Publisher>(PUBLISHER).close();
  await closeConnections(app);
}

export async function closeConnections(app: INestApplication): Promise<void> {
  await Promise.allSettled([
    app.get<BrokerConnection>(BROKER).close(),
    app.get<Connection>(CONNECTION).close(),
    app.get<Connection>(KEYS_CONNECTION).close(),
  ]);
}
