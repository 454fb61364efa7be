import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const OP_MSG = 2013;
const writes = new Set(['insert', 'update', 'delete', 'findAndModify']);

/** The command in a message of MongoDB's wire protocol: the name of the first field of its first document. */
function commandIn(message) {
  if (message.readInt32LE(12) !== OP_MSG || message[20] !== 0) return '';
  const name = message.subarray(26, message.indexOf(0, 26));
  return name.toString('latin1');
}

async function forward(client, server, delayMs) {
  let rest = Buffer.alloc(0);
  for await (const chunk of client) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const message = rest.subarray(0, rest.readInt32LE(0));
      rest = rest.subarray(message.length);
      if (writes.has(commandIn(message))) await pause(delayMs);
      server.write(message);
    }
  }
  server.end();
}

/** A proxy before MongoDB that holds back each write command for so long. Gives its port. */
export async function slowWrites(mongoPort, delayMs) {
  const proxy = createServer({ noDelay: true }, (client) => {
    const server = connect({ host: '127.0.0.1', port: mongoPort, noDelay: true });
    server.pipe(client);
    for (const end of [client, server]) end.on('error', () => (client.destroy(), server.destroy()));
    forward(client, server, delayMs).catch(() => server.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return { port: proxy.address().port, stop: () => proxy.close() };
}
