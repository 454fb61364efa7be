import type { INestApplication } from '@nestjs/common';
import type { Connection } from 'mongoose';
import type { BrokerConnection, FollowedLanes, LaneClock, OwedEvents, Publisher } from '#messaging';
import type { ErasureLedger, FactLog, MongoKeys } from '#storage';
import type { LedgerJob } from '../ledger/ledger-job.js';
import { describeError, type ServiceLog } from '../log/service-log.js';
import { Readiness } from '../health/readiness.js';
import {
  BROKER,
  CONNECTION,
  ERASURES,
  FOLLOWED_LANES,
  FACT_LOG,
  KEYS,
  KEYS_CONNECTION,
  LANES,
  LEDGER,
  LOG,
  OWED,
  PUBLISHER,
  TRACING,
} from '../tokens.js';
import type { Tracing } from '../tracing/open-tracing.js';
import { inTime } from './in-time.js';

/** The broker may be away, or block publishers; then what is owed stays so. */
const SEND_MS = 4000;

/**
 * No new request, no new message, then what is owed, then the connections: whatever was answered or acknowledged
 * is durable before anything it needs goes away.
 */
export async function stopInOrder(app: INestApplication): Promise<void> {
  app.get(Readiness).phase = 'stopping';
  // Nest closes HTTP first, then the transport, which finishes and acknowledges its batches.
  await app.close();
  await app.get<FactLog>(FACT_LOG).idle();
  await app.get<FollowedLanes>(FOLLOWED_LANES).stop();
  await inTime(() => sendWhatIsOwed(app), SEND_MS, 'The broker takes nothing now').catch((error: unknown) => {
    app
      .get<ServiceLog>(LOG)
      .warn({ error: describeError(error) }, 'what is owed goes out after the next start');
  });
  app.get<MongoKeys>(KEYS).stop();
  await app.get<ErasureLedger>(ERASURES).close();
  await app.get<LedgerJob>(LEDGER).stop();
  await app.get<Publisher>(PUBLISHER).close();
  await inTime(() => app.get<Tracing>(TRACING).close(), SEND_MS, 'The collector is away').catch(
    () => undefined,
  );
  await closeConnections(app);
}

async function sendWhatIsOwed(app: INestApplication): Promise<void> {
  await app.get<OwedEvents>(OWED).stop();
  await app.get<LaneClock>(LANES).stop();
}

export async function closeConnections(app: INestApplication): Promise<void> {
  await Promise.allSettled([
    app.get<BrokerConnection>(BROKER).close(),
    app.get<Connection>(CONNECTION).close(),
    app.get<Connection>(KEYS_CONNECTION).close(),
  ]);
}
