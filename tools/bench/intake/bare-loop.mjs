/** The raw limit: amqplib and the driver, batches of 500, majority and journal, no look at what is taken in. */
import amqp from 'amqplib';
import mongoose from 'mongoose';

const { AMQP_URL, MONGODB_URI, QUEUE } = process.env;
const mongo = await mongoose.createConnection(MONGODB_URI).asPromise();
const records = mongo
  .getClient()
  .db()
  .collection('facts', { writeConcern: { w: 'majority', j: true } });
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

async function afterThat(earlier, messages) {
  await earlier;
  const documents = messages.map((message) => {
    const { id, ...event } = JSON.parse(message.content.toString());
    return { _id: id, ...event };
  });
  await records.insertMany(documents, { ordered: false });
  channel.ack(messages.at(-1), true);
}

await channel.consume(QUEUE, (message) => {
  batch.push(message);
  if (batch.length === 500) flush();
  else timer ??= setTimeout(flush, 20);
});
