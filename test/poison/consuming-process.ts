import { CustomerRegistered, SuppressionAdded } from '#contracts';
import {
  BrokerConnection,
  done,
  MongoInHand,
  MongoParkedStore,
  Parking,
  Publisher,
  type Received,
  SelosteRmqServer,
  silentLog,
} from '#messaging';
import { EXAMPLES } from '#participant';
import { watchEventLoop } from '#service';
import { databaseOf, MemoryKeys, openMongo, Sealer } from '#storage';
import { Registry } from 'prom-client';

// A process that consumes as consent does, and that one message ends: or that is flooded: started by stories.
const { AMQP_URL = '', MONGODB_URI = '', POISON = '', STUCK_MS = '0', PEAKS = '' } = process.env;

const poisons: Readonly<Record<string, () => unknown>> = {
  abort: () => process.abort(),
  memory: () => {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, () => kept.length));
  },
  loop: () => {
    for (;;);
  },
  wait: () => new Promise(() => undefined),
};

watchEventLoop('consent', Number(STUCK_MS));
const database = await openMongo(MONGODB_URI);
const effects = databaseOf(database).collection<{ _id: string; times: number; among: number }>('effects');

async function keep(batch: readonly Received[]) {
  for (const { event } of batch) if (event.id === 'poison') await poisons[POISON]?.();
  const times = { $inc: { times: 1 }, $set: { among: batch.length } };
  await effects.bulkWrite(
    batch.map(({ event }) => ({ updateOne: { filter: { _id: event.id }, update: times, upsert: true } })),
  );
  return batch.map(() => done);
}

const connection = new BrokerConnection({ url: AMQP_URL, name: 'consent', log: silentLog });
const metrics = new Registry();
const publisher = new Publisher({ connection, log: silentLog, metrics });
const server = new SelosteRmqServer({
  connection,
  service: { name: 'consent', counts: [] },
  registered: EXAMPLES,
  parking: new Parking({
    service: 'consent',
    store: new MongoParkedStore(database),
    sealer: new Sealer(new MemoryKeys()),
    publisher,
    maySendAs: () => false,
  }),
  inHand: new MongoInHand(database),
  dropMs: 500,
  metrics,
  log: silentLog,
});
server.addHandler(CustomerRegistered.type, (batch: readonly Received[]) => keep(batch), true, {
  group: Symbol('keep'),
});
server.addHandler(SuppressionAdded.type, (batch: readonly Received[]) => keep(batch), true, {
  group: Symbol('opt-outs'),
});
server.listen(() => undefined);
/** The most that was resident at any moment, in KiB. */
if (PEAKS !== '') setInterval(() => process.stdout.write(`${process.resourceUsage().maxRSS}\n`), 100);
