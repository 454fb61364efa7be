import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { eventually } from '#testing';
import { boundBodies } from './bound-bodies.js';
import { createAdapter, readBodies } from './create-adapter.js';

const bounds = { bodyBytes: 1000, mostBytes: 2050, smallBytes: 100 };

let fastify: FastifyInstance;
/** That came through the door, were handed on whole, and ended. */
let [seen, begun, ended] = [0, 0, 0];
let answer: () => void;
beforeEach(async () => {
  fastify = createAdapter({ bodyBytes: bounds.bodyBytes, trustedProxies: [] }).getInstance();
  [seen, begun, ended] = [0, 0, 0];
  const answered = new Promise<void>((resolve) => (answer = resolve));
  boundBodies(fastify, bounds);
  fastify.addHook('onRequest', (_request, reply, done) => {
    seen += 1;
    reply.raw.once('close', () => (ended += 1));
    done();
  });
  readBodies(fastify, bounds.bodyBytes);
  fastify.post('/', async () => {
    begun += 1;
    await answered;
    return { taken: true };
  });
  await fastify.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(async () => {
  answer();
  await fastify.close();
});

function begin(bytes: number, headers: Readonly<Record<string, string | number>>): ClientRequest {
  const { port } = fastify.server.address() as AddressInfo;
  const sent = request({
    port,
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', ...headers },
  });
  sent.on('error', () => undefined);
  sent.write(`"${'x'.repeat(bytes - 2)}"`);
  return sent;
}
const post = (bytes: number, headers = { 'content-length': bytes } as object): ClientRequest =>
  begin(bytes, { ...headers }).end();
const statusOf = async (sent: ClientRequest): Promise<number> => {
  const [reply] = (await once(sent, 'response')) as [IncomingMessage];
  reply.resume();
  if (reply.statusCode === 503) expect(reply.headers).toMatchObject({ 'retry-after': '2' });
  return reply.statusCode ?? 0;
};
const beingAnswered = (count: number): Promise<unknown> => eventually(() => begun === count);

describe('Bodies have room together', () => {
  test('who finds none hears when to come again, and a small one is taken all the same', async () => {
    const two = [post(1000), post(1000)];
    await beingAnswered(2);
    expect(await statusOf(post(1000))).toBe(503);
    const small = post(100);
    await beingAnswered(3);
    answer();
    expect(await Promise.all([...two, small].map(statusOf))).toEqual([200, 200, 200]);
  });

  test('of which one that does not say its length takes as much as may be', async () => {
    const two = [post(1000), post(200, { 'transfer-encoding': 'chunked' })];
    await beingAnswered(2);
    expect(await statusOf(post(600))).toBe(503);
    answer();
    expect(await Promise.all(two.map(statusOf))).toEqual([200, 200]);
  });

  test('that is given back when a request is answered, and when its client goes', async () => {
    const going = [begin(500, { 'content-length': 1000 }), begin(500, { 'content-length': 1000 })];
    await eventually(() => seen === 2);
    expect(await statusOf(post(1000))).toBe(503);
    for (const one of going) one.destroy();
    await eventually(() => ended === 2);
    const two = [post(1000), post(1000)];
    await beingAnswered(2);
    answer();
    expect(await Promise.all(two.map(statusOf))).toEqual([200, 200]);
    expect(await statusOf(post(1000))).toBe(200);
  });

  test('and one that is larger than may be is refused for that', async () => {
    await Promise.all([post(1000), post(1000)].map((sent) => once(sent, 'finish')));
    await beingAnswered(2);
    expect(await statusOf(post(1001))).toBe(413);
  });
});
