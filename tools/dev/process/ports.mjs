import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.setTimeout(500, () => done(true));
  });

const binds = (port) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });

export const isFree = async (port) => (await binds(port)) && !(await answers(port));

/** Undefined where another process has it. */
const udpSocket = (port) =>
  new Promise((resolve) => {
    const socket = createSocket('udp4').unref();
    socket.once('error', () => socket.close(() => resolve(undefined)));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(socket));
  });

/**
 * Whoever holds a UDP port has the TCP port of that number for itself: two starts in the same second must not both find it
 * free before one of them listens. Nobody here speaks UDP, and the kernel gives it back with the process.
 */
const held = new Map();

async function reserve(port) {
  if (held.has(port)) return false;
  held.set(port, undefined);
  const socket = await udpSocket(port);
  held.set(port, socket);
  if (socket && (await isFree(port))) return true;
  returnPort(port);
  return false;
}

export function returnPort(port) {
  held.get(port)?.close();
  held.delete(port);
}

/** Below the range the kernel takes for outgoing connections, so that nobody steals it before we bind. */
const anyPort = () => 20_000 + Math.floor(Math.random() * 12_000);

/** The first of the wished ports that is free, else any; it is ours until returned. `say` hears when the first wish was taken. */
export async function choosePort(wishes = [], { what, say } = {}) {
  const wished = wishes.filter((port) => Number.isInteger(port));
  for (const port of wished) if (await reserve(port)) return port;
  for (;;) {
    const port = anyPort();
    if (!(await reserve(port))) continue;
    if (wished.length > 0) say?.(`port ${wished[0]}${what ? ` for ${what}` : ''} is taken: using ${port}`);
    return port;
  }
}
