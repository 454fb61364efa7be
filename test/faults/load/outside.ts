import { setTimeout as pause } from 'node:timers/promises';
import amqp, { type ChannelModel, type ConfirmChannel } from 'amqplib';

/** A company outside that comes back to the broker however often it loses it. */
export abstract class Outside {
  #channel: ConfirmChannel | undefined;
  #model: ChannelModel | undefined;
  #stopped = false;
  readonly #running: Promise<void>;

  constructor(
    private readonly url: string,
    protected readonly user: string,
  ) {
    this.#running = this.run();
  }

  /** Called for each new channel, to consume from it. */
  protected abstract attend(channel: ConfirmChannel): Promise<void>;

  /** Undefined while there is none. */
  protected get channel(): ConfirmChannel | undefined {
    return this.#channel;
  }

  private async run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.connectOnce();
      } catch {
        // The broker is away: that is what is being tried.
      }
      this.#channel = undefined;
      if (!this.#stopped) await pause(150);
    }
  }

  private async connectOnce(): Promise<void> {
    const model = await amqp.connect(`${this.url}?heartbeat=4`, { noDelay: true, timeout: 3000 });
    this.#model = model;
    const closed = new Promise<void>((resolve) => {
      model.on('close', () => resolve()).on('error', () => undefined);
    });
    const channel = await model.createConfirmChannel();
    channel.on('error', () => undefined);
    await this.attend(channel);
    this.#channel = channel;
    await Promise.race([closed, new Promise((resolve) => channel.on('close', resolve))]);
    await model.close().catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.race([this.#model?.close().catch(() => undefined), pause(2000)]);
    await Promise.race([this.#running, pause(2000)]);
  }
}
