import { setTimeout as pause } from 'node:timers/promises';
import { connect, type ChannelModel } from 'amqplib';
import type { Tell } from '../tell.js';

/** A connection to the broker that is made again whenever it is lost. */
export class BrokerLink {
  private readonly stopping = new AbortController();
  private current: ChannelModel | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly url: string,
    private readonly name: string,
    private readonly tell: Tell,
    /** Called on every new connection; the connection is given up when it throws. */
    private readonly use: (connection: ChannelModel) => Promise<void>,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopping.signal.aborted;) {
      try {
        const connection = await connect(this.url, {
          noDelay: true,
          timeout: 10_000,
          clientProperties: { connection_name: this.name },
        });
        const closed = new Promise<void>((resolve) => {
          connection.on('close', resolve);
        });
        connection.on('error', () => undefined);
        this.current = connection;
        await this.use(connection);
        failures = 0;
        await closed;
      } catch (error) {
        failures += 1;
        this.tell({ broker: 'away', connection: this.name, reason: codeOf(error) });
        await this.current?.close().catch(() => undefined);
      }
      this.current = undefined;
      if (this.stopping.signal.aborted) return;
      const delay = Math.min(15_000, 200 * 2 ** failures) * (0.6 + 0.4 * Math.random());
      await pause(delay, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** Makes the connection anew, such as after its channel was closed by the broker. */
  renew(): void {
    void this.current?.close().catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.current?.close().catch(() => undefined);
    await this.running;
  }
}

export const codeOf = (error: unknown): string =>
  error instanceof Error
    ? ((error as Error & { code?: string | number }).code?.toString() ?? error.name)
    : 'unknown';
