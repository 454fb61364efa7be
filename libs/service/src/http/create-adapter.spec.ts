import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAdapter, readBodies } from './create-adapter.js';

const adapter = createAdapter({ bodyBytes: 1024, trustedProxies: [], arriveWithinMs: 400 });
const fastify = adapter.getInstance();
let port: number;
beforeAll(async () => {
  readBodies(fastify, 1024);
  fastify.post('/', () => ({ taken: true }));
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  port = (fastify.server.address() as AddressInfo).port;
});
afterAll(() => fastify.close());

/** Sends bytes and no more, and reads to the end. */
async function answerTo(bytes: string): Promise<{ head: string; body: unknown; afterMs: number }> {
  const socket = connect(port, '127.0.0.1');
  const began = performance.now();
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  socket.write(bytes);
  await once(socket, 'end');
  socket.destroy();
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { head, body: JSON.parse(body) as unknown, afterMs: performance.now() - began };
}

describe('What reaches no route is answered in the same form', () => {
  test.each([
    ['what is no HTTP', 'anna@example.fi\r\n\r\n', 400, 'malformed-request'],
    ['a method that is none', 'ANNA / HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'malformed-request'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
      'malformed-request',
    ],
    [
      'very large headers',
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${'anna'.repeat(10_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    [
      'a body that does not come to its end',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a":',
      408,
      'request-timeout',
    ],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400, 'malformed-request'],
    ['headers that do not', 'POST / HTTP/1.1\r\nHost: a\r\n', 408, 'request-timeout'],
  ])('%s', async (_what, bytes, status, slug) => {
    const { head, body, afterMs } = await answerTo(bytes);
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toMatch(/content-type: application\/problem\+json/i);
    expect(body).toMatchObject({ type: `urn:seloste:problem:${slug}`, status });
    expect(JSON.stringify(body)).not.toContain('anna');
    expect(afterMs).toBeLessThan(5000);
  });
});

test('an expectation that nobody knows is passed over', async () => {
  const lines = ['POST / HTTP/1.1', 'Host: a', 'Expect: anna', 'Content-Length: 0', 'Connection: close'];
  expect((await answerTo(`${lines.join('\r\n')}\r\n\r\n`)).head).toMatch(/^HTTP\/1\.1 200 /);
});
