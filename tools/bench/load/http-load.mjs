/**
 * Sends POSTs over `CONNECTIONS` connections, each as soon as the one before is answered, for `SECONDS` after five of
 * warm-up over 32: what the process compiles then counts for nobody. Sockets and no HTTP client, so that the load takes little of the two cores it shares. Prints one line of JSON.
 */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';

const { URL: url, CONNECTIONS, SECONDS, TOKEN } = process.env;
const { hostname, port, pathname } = new URL(url);
const warmUp = { connections: 32, ms: 5000 };
let sent = 0;

function request() {
  sent += 1;
  const body = JSON.stringify({
    party: { source: 'web-store', id: `customer/${sent}` },
    purpose: 'direct-marketing',
    method: 'phone',
  });
  return (
    `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${TOKEN}\r\n` +
    `idempotency-key: ${randomUUID()}\r\ncontent-type: application/json\r\n` +
    `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}

function lengthOf(text) {
  const head = text.indexOf('\r\n\r\n');
  if (head === -1) return undefined;
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1]);
  return head + 4 + length;
}

function converse(end, took) {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true }).setEncoding('latin1');
  return new Promise((resolve, reject) => {
    let text = '';
    let at;
    const next = () => {
      at = performance.now();
      if (at >= end) return socket.end(resolve);
      socket.write(request());
    };
    socket.on('connect', next).on('error', reject);
    socket.on('data', (chunk) => {
      text += chunk;
      const length = lengthOf(text);
      if (length === undefined || text.length < length) return;
      if (!text.startsWith('HTTP/1.1 201')) return reject(new Error(text));
      took.push(performance.now() - at);
      text = '';
      next();
    });
  });
}

/** How long each answer took, in order. */
async function load(connections, ms) {
  const took = [];
  const end = performance.now() + ms;
  await Promise.all(Array.from({ length: connections }, () => converse(end, took)));
  return took.sort((one, other) => one - other);
}

await load(warmUp.connections, warmUp.ms);
const begun = performance.now();
const took = await load(Number(CONNECTIONS), Number(SECONDS) * 1000);
const at = (share) => took[Math.floor(took.length * share)];
const seconds = (performance.now() - begun) / 1000;
console.log(JSON.stringify({ rate: took.length / seconds, p50: at(0.5), p99: at(0.99) }));
