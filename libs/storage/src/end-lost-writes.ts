import type { Socket } from 'node:net';
import { mongo } from 'mongoose';

/** What of the driver's inner parts is needed here; it has no public way to a connection's socket. */
interface InnerClient {
  readonly topology?: {
    readonly s?: { readonly servers?: ReadonlyMap<string, InnerServer> };
  };
}
interface InnerServer {
  readonly pool?: { readonly checkedOut?: Iterable<{ readonly id: number; readonly socket: Socket }> };
}

/**
 * The driver (7.8) waits for a socket to drain or to fail, not for it to close. A command written after the socket was
 * destroyed and before its `close` was told, as when mongod dies at that moment, would wait for ever, and no timeout of
 * the driver reaches it. Here the wait ends as a network error, which the driver repeats on another connection.
 */
export function endLostWrites(client: mongo.MongoClient): void {
  const watched = new WeakSet<Socket>();
  client.on('connectionCheckedOut', ({ address, connectionId }) => {
    const server = (client as unknown as InnerClient).topology?.s?.servers?.get(address);
    for (const { id, socket } of server?.pool?.checkedOut ?? []) {
      if (id !== connectionId || watched.has(socket)) continue;
      watched.add(socket);
      socket.once('close', () => {
        if (socket.listenerCount('drain') === 0) return;
        socket.emit(
          'error',
          new mongo.MongoNetworkError(`connection ${connectionId} closed while written to`),
        );
      });
    }
  });
}
