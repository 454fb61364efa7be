/**
 * Sends what is meant to stop a service, one input after another, and asks for `/health/live` all the while. Prints the
 * longest of either as one line of JSON, in milliseconds. Fails where an input is answered otherwise than by a refusal.
 */
import { setTimeout as pause } from 'node:timers/promises';
import amqp from 'amqplib';

const services = JSON.parse(process.env.SERVICES);
const TIMES = 5;

const list = (count, item = '{}') => `[${Array(count).fill(item).join(',')}]`;
const fields = (count) =>
  `{${Array.from({ length: count }, (_, index) => `"f${index.toString(36)}":1`).join(',')}}`;
const nested = (depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const event = (type, data) =>
  `{"specversion":"1.0","id":"hostile","source":"/web-store","type":"${type}","time":"2026-06-30T07:00:00Z","data":${data}}`;
const reply = (items) =>
  event(
    'participant.replied.v1',
    `{"command":"c","participant":"web-store","replyTo":"retention","outcome":"done","items":${items}}`,
  );

/** Within the gate and beyond it. */
const lists = (field) => [1000, 9_999, 350_000].map((count) => `{"${field}":${list(count)}}`);
const bodies = [
  ['marketing-suppression', '/v1/send-checks', [...lists('checks'), fields(60_000), fields(199)]],
  ['marketing-suppression', '/v1/address-hashes', [...lists('addresses'), fields(60_000)]],
  [
    'consent',
    '/v1/decisions/batch',
    [...lists('questions'), fields(60_000), `{"questions":${nested(60_000)}}`],
  ],
  [
    'retention',
    '/v1/events',
    [reply(list(9_999)), reply(list(200_000)), list(1000, event('order.placed.v1', '{}'))],
  ],
];
const messages = [
  reply(list(10_000)),
  reply(list(250_000)),
  event('customer.registered.v1', `{"unheard":${nested(60_000)}}`),
  event('customer.registered.v1', fields(60_000)),
  event('customer.registered.v1', `{"unheard":${list(9, list(9_999, '1'))}}`),
];

let [answer, live] = [0, 0];
const watching = new AbortController();
const watches = Object.values(services).map(async ({ url }) => {
  while (!watching.signal.aborted) {
    const began = performance.now();
    await (await fetch(`${url}/health/live`)).text();
    live = Math.max(live, performance.now() - began);
    await pause(5);
  }
});

async function post([service, path, all]) {
  const { url, token } = services[service];
  for (const body of all) {
    const began = performance.now();
    const { status } = await send(`${url}${path}`, token, body);
    answer = Math.max(answer, performance.now() - began);
    if (![400, 413, 422].includes(status)) throw new Error(`${path} answered ${status}`);
  }
}

async function send(url, token, body) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.text();
  return response;
}

async function publish() {
  const channel = await (await amqp.connect(process.env.AMQP_URL)).createConfirmChannel();
  for (let time = 0; time < TIMES; time += 1)
    for (const message of messages)
      for (const key of ['customer.registered.v1', 'participant.replied.v1.retention'])
        channel.publish('store.events', key, Buffer.from(message), { userId: 'web-store', persistent: true });
  await channel.waitForConfirms();
}

// What runs for the first time is not what is measured.
for (const one of bodies) await post(one);
[answer, live] = [0, 0];
for (let time = 0; time < TIMES; time += 1) for (const one of bodies) await post(one);
await publish();
await pause(3000);
watching.abort();
await Promise.all(watches);
console.log(JSON.stringify({ answer, live }));
process.exit();
