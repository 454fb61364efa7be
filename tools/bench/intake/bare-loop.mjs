/**
 * The raw limit: amqplib and the driver, batches of 500, majority and journal, no look at what is taken in. With `WORK`
 * it does what the work itself asks for, as the libraries' own documentation shows it: class-validator on each event,
 * and an upsert for each party of a batch.
 */
import amqp from 'amqplib';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import mongoose from 'mongoose';

const { AMQP_URL, MONGODB_URI, QUEUE, WORK } = process.env;
const { contracts } = WORK ? await import('../../../dist/libs/contracts/src/index.js') : { contracts: [] };
const classes = new Map(contracts.map((contract) => [contract.type, contract.dataClass]));
const mongo = await mongoose.createConnection(MONGODB_URI).asPromise();
const durably = { writeConcern: { w: 'majority', j: true } };
const records = mongo.getClient().db().collection('facts', durably);
const parties = mongo.getClient().db().collection('parties', durably);
const connection = await amqp.connect(AMQP_URL, { noDelay: true });
const channel = await connection.createChannel();
await channel.prefetch(1000);

let batch = [];
let timer;
let running = Promise.resolve();

function flush() {
  clearTimeout(timer);
  timer = undefined;
  const messages = batch;
  batch = [];
  if (messages.length > 0) running = afterThat(running, messages);
}

function read(message) {
  const { id, ...event } = JSON.parse(message.content.toString());
  if (WORK) {
    event.data = plainToInstance(classes.get(event.type), event.data);
    const errors = validateSync(event.data, { whitelist: true, forbidUnknownValues: true });
    if (errors.length > 0) throw new Error(`${event.type} is not valid`);
  }
  return { _id: id, ...event };
}

async function afterThat(earlier, messages) {
  await earlier;
  const documents = messages.map(read);
  await records.insertMany(documents, { ordered: false });
  if (WORK) await touch(documents);
  channel.ack(messages.at(-1), true);
}

async function touch(documents) {
  const customers = new Set(documents.map(({ data }) => data.buyer.customer));
  const update = { $set: { stale: true }, $inc: { touches: 1 } };
  const upserts = [...customers].map((_id) => ({ updateOne: { filter: { _id }, update, upsert: true } }));
  await parties.bulkWrite(upserts, { ordered: false });
}

await channel.consume(QUEUE, (message) => {
  batch.push(message);
  if (batch.length === 500) flush();
  else timer ??= setTimeout(flush, 20);
});
