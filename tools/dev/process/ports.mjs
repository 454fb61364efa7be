import { connect, createServer } from 'node:net';

const given = new Set();

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

/** Below the range the kernel takes for outgoing connections, so that nobody steals it before we bind. */
const anyPort = () => 20_000 + Math.floor(Math.random() * 12_000);

/** The first of the wished ports that is free, else any. `say` hears when the first wish was taken. */
export async function choosePort(wishes = [], { what, say } = {}) {
  const wished = wishes.filter((port) => Number.isInteger(port));
  for (const port of wished) {
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  for (;;) {
    const port = anyPort();
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    if (wished.length > 0) say?.(`port ${wished[0]}${what ? ` for ${what}` : ''} is taken: using ${port}`);
    return port;
  }
}

export const returnPort = (port) => given.delete(port);
