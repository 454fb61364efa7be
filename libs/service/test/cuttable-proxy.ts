import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can be cut, or kept silent, and mended. */
export interface CuttableProxy {
  readonly port: number;
  cut(): void;
  /** Connections stay open, new ones too, and nothing comes through. */
  silence(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function cuttableProxy(host: string, port: number): Promise<CuttableProxy> {
  const sockets = new Set<Socket>();
  let isCut = false;
  let isSilent = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(port, host);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.on('data', (chunk) => void (isSilent || other.write(chunk)));
      one.on('end', () => other.end());
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const cutAll = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      cutAll();
    },
    silence: () => {
      isSilent = true;
    },
    mend: () => {
      // Whoever was kept waiting would otherwise go on in the middle of a message.
      if (isSilent) cutAll();
      isCut = isSilent = false;
    },
    close: () => {
      cutAll();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
