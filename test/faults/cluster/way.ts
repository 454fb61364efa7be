import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way on loopback to one of several servers: where it leads can be cut, and what passes can be delayed. */
export interface Way {
  readonly port: number;
  /** Connections to this server break, and no new one is made, until it is mended. */
  cut(target: number): void;
  /** Milliseconds that everything takes longer, either direction. */
  delay(ms: number): void;
  mend(): void;
  close(): Promise<void>;
}

const CONNECT_WITHIN_MS = 1000;

/** `targets` are ports; the first that can be reached is taken, as a load balancer with health checks would. */
export async function openWay(targets: readonly number[], preferred = 0): Promise<Way> {
  const open = new Map<Socket, number>();
  const severed = new Set<number>();
  let slowness = 0;
  const order = targets.map((_port, index) => (index + preferred) % targets.length);

  async function lead(near: Socket): Promise<void> {
    near.pause().on('error', () => near.destroy());
    for (const target of order) {
      if (severed.has(target) || near.destroyed) continue;
      const far = await reach(targets[target]!);
      if (far === undefined) continue;
      // Cut while it was being reached.
      if (severed.has(target)) far.destroy();
      near.setNoDelay(true);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        open.set(one, target);
        pass(one, other, () => slowness);
        one.on('close', () => void (open.delete(one), other.destroy()));
      }
      return void near.resume();
    }
    near.destroy();
  }

  const server = createServer((near) => void lead(near));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    cut: (target) => {
      severed.add(target);
      for (const [socket, to] of open) if (to === target) socket.destroy();
    },
    delay: (ms) => {
      slowness = ms;
    },
    mend: () => {
      severed.clear();
      slowness = 0;
    },
    close: () => closeAll(server, open.keys()),
  };
}

function reach(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true });
    const timer = setTimeout(() => far.destroy(), CONNECT_WITHIN_MS);
    far.once('connect', () => {
      clearTimeout(timer);
      resolve(far);
    });
    far.on('error', () => far.destroy()).on('close', () => resolve(undefined));
  });
}

/** In order, also while the delay changes. */
function pass(from: Socket, to: Socket, slowness: () => number): void {
  let last = 0;
  from.on('data', (chunk) => {
    const now = performance.now();
    last = Math.max(last, now + slowness());
    if (last <= now) to.write(chunk);
    else setTimeout(() => to.write(chunk), last - now);
  });
  from.on('end', () => to.end());
}

function closeAll(server: Server, sockets: Iterable<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
