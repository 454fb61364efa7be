/**
 * What a plain Node server does with the same request: parse, one insertOne with majority and journal, 201. With
 * `AMQP_URL` it then publishes an event with a confirm, as the other half of a bare write-then-publish.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import amqp from 'amqplib';
import mongoose from 'mongoose';

const { MONGODB_URI, AMQP_URL, PORT } = process.env;
const mongo = await mongoose.createConnection(MONGODB_URI, { maxPoolSize: 32 }).asPromise();
const records = mongo
  .getClient()
  .db()
  .collection('facts', { writeConcern: { w: 'majority', j: true } });
await records.createIndex({ 'party.id': 1, type: 1 });
const channel = AMQP_URL && (await (await amqp.connect(AMQP_URL, { noDelay: true })).createConfirmChannel());

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

function publish({ _id, type, takenAt, ...data }) {
  const event = { specversion: '1.0', id: _id, source: '/consent', type, time: takenAt, data };
  const content = Buffer.from(JSON.stringify(event));
  const options = { persistent: true, messageId: _id, contentType: 'application/cloudevents+json' };
  return new Promise((resolve, reject) => {
    channel.publish('seloste.events', type, content, options, (error) => (error ? reject(error) : resolve()));
  });
}

async function answer(request, response) {
  const body = await bodyOf(request);
  const record = { _id: randomUUID(), type: 'consent.withdrawn.v1', ...body, takenAt: new Date() };
  await records.insertOne(record);
  const text = JSON.stringify({ id: record._id });
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
  if (channel) await publish(record);
}

const server = createServer((request, response) => void answer(request, response));
server.listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
