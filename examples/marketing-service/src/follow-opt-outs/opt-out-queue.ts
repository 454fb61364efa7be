import { setTimeout as pause } from 'node:timers/promises';
import { connect, type Channel, type ChannelModel, type ConsumeMessage } from 'amqplib';
import { codeOf, type Tell } from '../tell.js';

const QUEUE = 'marketing-service.opt-outs';

/** A consumer of the queue that comes back whenever the broker, the connection or the queue was away. */
export class OptOutQueue {
  private readonly stopping = new AbortController();
  private connection: ChannelModel | undefined;
  private consuming = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly url: string,
    private readonly tell: Tell,
    private readonly receive: (channel: Channel, message: ConsumeMessage) => void,
  ) {}

  get ready(): boolean {
    return this.consuming;
  }

  start(): void {
    this.running ??= this.run();
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopping.signal.aborted;) {
      try {
        const clientProperties = { connection_name: 'marketing-service takes opt-outs' };
        const connection = await connect(this.url, { noDelay: true, timeout: 10_000, clientProperties });
        connection.on('error', () => undefined);
        this.connection = connection;
        const closed = new Promise<void>((resolve) => {
          connection.on('close', resolve);
        });
        await this.consume(connection);
        failures = 0;
        await closed;
      } catch (error) {
        failures += 1;
        this.tell({ broker: 'away', reason: codeOf(error) });
        await this.connection?.close().catch(() => undefined);
      }
      this.consuming = false;
      this.connection = undefined;
      const delay = Math.min(15_000, 200 * 2 ** failures) * (0.6 + 0.4 * Math.random());
      await pause(delay, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async consume(connection: ChannelModel): Promise<void> {
    const channel = await connection.createChannel();
    const renew = (): void => void connection.close().catch(() => undefined);
    channel.on('error', () => undefined);
    channel.on('close', renew);
    await channel.prefetch(500);
    await channel.consume(QUEUE, (message) => {
      if (message === null) renew();
      else if (!this.stopping.signal.aborted) this.receive(channel, message);
    });
    this.consuming = true;
  }

  /** Takes no more. What is being written may still be acknowledged until `close`. */
  pause(): void {
    this.stopping.abort();
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.connection?.close().catch(() => undefined);
    await this.running;
  }
}
