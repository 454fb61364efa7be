import type { INestApplication } from '@nestjs/common';
import type { Connection } from 'mongoose';
import type { BrokerConnection, SelosteRmqServer } from '#messaging';
import { ping } from '#storage';
import { Readiness } from '../health/readiness.js';
import { BROKER, CONNECTION, CONSUMERS, KEYS_CONNECTION } from '../tokens.js';

/** Without MongoDB nothing can be answered; without the broker facts are still taken in and owe their events. */
export function watchDependencies(app: INestApplication): void {
  const readiness = app.get(Readiness);
  const database = (name: string, connection: Connection): void =>
    readiness.add({ name, needed: true, check: () => ping(connection, 2000).then(() => 'up' as const) });
  database('mongodb', app.get<Connection>(CONNECTION));
  database('keys', app.get<Connection>(KEYS_CONNECTION));
  const broker = app.get<BrokerConnection>(BROKER);
  readiness.add({
    name: 'broker',
    needed: false,
    check: () => {
      const { publishing, consuming } = broker.state;
      if (publishing === 'connected' && consuming === 'connected') return 'up';
      return publishing === 'blocked' ? 'degraded' : 'down';
    },
  });
  const consumers = app.get<SelosteRmqServer>(CONSUMERS);
  readiness.add({
    name: 'consumers',
    needed: false,
    check: () => (consumers.health().every(({ state }) => state === 'consuming') ? 'up' : 'degraded'),
  });
}
