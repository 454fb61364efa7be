/**
 * Sends `RATE` writes a second, whether or not the ones before are answered, and takes the time until the event of each
 * is at a consumer. Prints one line of JSON, in milliseconds.
 */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import amqp from 'amqplib';

const { URL: url, RATE, SECONDS, TOKEN, AMQP_URL } = process.env;
const everyMs = 1000 / Number(RATE);
const warmUp = Number(RATE) * 3;
const all = warmUp + Number(RATE) * Number(SECONDS);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
/** When the write with this moment in it was sent: the moment comes back in the event. */
const sentAt = new Map();
const took = [];

const channel = await (await amqp.connect(AMQP_URL, { noDelay: true })).createChannel();
const { queue } = await channel.assertQueue('', { exclusive: true });
await channel.bindQueue(queue, 'seloste.events', 'consent.#');
await channel.consume(queue, ({ content }) => arrived(JSON.parse(content.toString())), { noAck: true });

function arrived({ data: { withdrawnAt } }) {
  const sent = sentAt.get(withdrawnAt);
  if (sent === undefined) return;
  sentAt.delete(withdrawnAt);
  if (sent.number >= warmUp) took.push(performance.now() - sent.at);
}

function write(number) {
  const withdrawnAt = new Date(Date.UTC(2026, 0, 1) + number).toISOString();
  const party = { source: 'web-store', id: `customer/${number}` };
  const body = JSON.stringify({ party, purpose: 'direct-marketing', method: 'phone', withdrawnAt });
  const headers = {
    authorization: `Bearer ${TOKEN}`,
    'idempotency-key': randomUUID(),
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  sentAt.set(withdrawnAt, { number, at: performance.now() });
  const sending = request(url, { method: 'POST', agent, headers }, (response) => {
    if (response.statusCode !== 201) throw new Error(`answered ${response.statusCode}`);
    response.resume();
  });
  sending.end(body);
}

const begun = performance.now();
for (let number = 0; number < all;) {
  while (number < all && begun + number * everyMs <= performance.now()) write(number++);
  await pause(1);
}
for (const until = performance.now() + 30_000; sentAt.size > 0 && performance.now() < until;) await pause(10);
if (sentAt.size > 0) throw new Error(`${sentAt.size} events did not come`);
took.sort((one, other) => one - other);
const at = (share) => took[Math.floor(took.length * share)];
console.log(JSON.stringify({ p50: at(0.5), p99: at(0.99) }));
process.exit();
