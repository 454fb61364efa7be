/**
 * Writes facts that owe one event each, in batches of 500, and counts until every event is confirmed and every fact
 * marked. `BARE`: an insertMany and a confirmed publish, one batch after the other, and nothing is marked.
 */
import { setTimeout as pause } from 'node:timers/promises';
import amqp from 'amqplib';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { Registry } from 'prom-client';

const { AMQP_URL, MONGODB_URI, JOURNAL_KEY_FILE, BARE } = process.env;
const batches = Number(process.env.BATCHES);
const warmUp = 20;
const size = 500;

const eventOf = (id, time) => ({
  specversion: '1.0',
  id,
  source: '/consent',
  type: 'consent.withdrawn.v1',
  time,
  data: { withdrawal: id, party: `p_1_${id}`, purpose: 'direct-marketing', consents: [], withdrawnAt: time },
});

function factsOf(batch, owed) {
  const takenAt = new Date();
  const at = takenAt.toISOString();
  return Array.from({ length: size }, (_, index) => {
    const _id = `w.${batch}.${index}`;
    const event = eventOf(_id, at);
    const fact = {
      _id,
      type: 'consent.withdrawn',
      party: event.data.party,
      on: at.slice(0, 10),
      at,
      takenAt,
    };
    return owed ? { ...fact, owes: [event], owed: true } : { fact, event };
  });
}

async function bare() {
  const mongo = await mongoose.createConnection(MONGODB_URI).asPromise();
  const facts = mongo
    .getClient()
    .db()
    .collection('facts', { writeConcern: { w: 'majority', j: true } });
  const channel = await (await amqp.connect(AMQP_URL, { noDelay: true })).createConfirmChannel();
  const write = async (batch) => {
    const both = factsOf(batch, false);
    await facts.insertMany(both.map(({ fact }) => fact));
    for (const { event } of both)
      channel.publish('seloste.events', event.type, Buffer.from(JSON.stringify(event)), { persistent: true });
    await channel.waitForConfirms();
  };
  return { write, settled: () => true };
}

async function ours() {
  const messaging = await import('../../../dist/libs/messaging/src/index.js');
  const storage = await import('../../../dist/libs/storage/src/index.js');
  const log = pino({ level: 'warn' });
  const metrics = new Registry();
  const mongo = await storage.openMongo(MONGODB_URI);
  await storage.createIndexes(mongo, [
    ...storage.factIndexes(),
    ...storage.declaredIndexes(...messaging.messagingCollections),
  ]);
  const connection = new messaging.BrokerConnection({ url: AMQP_URL, name: 'consent', log });
  connection.start();
  const publisher = new messaging.Publisher({ connection, log, metrics });
  const seal = await storage.JournalSeal.load('consent', JOURNAL_KEY_FILE);
  const journal = new messaging.StreamJournal({ service: 'consent', seal, publisher });
  const facts = new storage.FactCollection(mongo, { journal, lots: new storage.Lots(mongo) });
  const lane = new messaging.LaneClock({
    service: 'consent',
    types: ['consent.withdrawn.v1'],
    store: new messaging.MongoLaneStore(mongo),
    facts: new messaging.MongoLaneFacts(mongo),
    publisher,
    journal,
    log,
  });
  await lane.start();
  const owed = new messaging.OwedEvents({
    facts: [new storage.FactOutbox(facts)],
    publisher,
    log,
    metrics,
    lane,
  });
  owed.start();
  const factLog = new storage.FactLog(facts, owed);
  const write = (batch) => factLog.append(factsOf(batch, true));
  return { write, settled: async () => (await facts.collection.findOne({ owed: true })) === null };
}

async function writeAll({ write, settled }, from, to) {
  for (let batch = from; batch < to; batch += 1) await write(batch);
  while (!(await settled())) await pause(5);
}

const way = await (BARE ? bare() : ours());
await writeAll(way, 0, warmUp);
const begun = performance.now();
await writeAll(way, warmUp, warmUp + batches);
console.log(JSON.stringify({ rate: (batches * size * 1000) / (performance.now() - begun) }));
process.exit();
