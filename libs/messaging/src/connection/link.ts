import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type ChannelModel } from 'amqplib';
import { describeError, type Log } from '../ports.js';
import { retryDelay } from './retry-delay.js';

export type LinkState = 'connecting' | 'connected' | 'blocked' | 'closed';

/** One AMQP connection that comes back by itself. Whoever uses it listens for `up` and builds its channel anew. */
export class Link extends EventEmitter<{
  up: [ChannelModel];
  down: [];
  blocked: [];
  unblocked: [];
  closed: [];
}> {
  #state: LinkState = 'connecting';
  #model: ChannelModel | undefined;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(
    private readonly url: string,
    private readonly label: string,
    private readonly log: Log,
    private readonly ca?: Buffer,
  ) {
    super();
    this.setMaxListeners(0);
  }

  get state(): LinkState {
    return this.#state;
  }

  get model(): ChannelModel | undefined {
    return this.#model;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    for (let attempt = 0; !this.#stop.signal.aborted; attempt += 1) {
      try {
        const model = await connect(this.url, {
          noDelay: true,
          timeout: 10_000,
          ...(this.ca !== undefined && { ca: [this.ca] }),
          clientProperties: { connection_name: this.label },
        });
        attempt = 0;
        await this.#use(model);
      } catch (error) {
        const told = describeError(error);
        const untrusted = /CERT|SIGNATURE/.test(String(told.code));
        this.log.warn(
          { link: this.label, attempt, ...told },
          untrusted ? "the broker's certificate is not trusted" : 'no connection to the broker',
        );
      }
      if (this.#stop.signal.aborted) break;
      await pause(retryDelay(attempt), undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  async #use(model: ChannelModel): Promise<void> {
    if (this.#stop.signal.aborted) return model.close();
    const gone = new Promise<void>((resolve) => {
      model.on('close', () => resolve());
    });
    model.on('error', (error) =>
      this.log.warn({ link: this.label, ...describeError(error) }, 'broker connection failed'),
    );
    model.on('blocked', () => {
      this.#state = 'blocked';
      this.emit('blocked');
      this.log.warn({ link: this.label }, 'the broker blocks publishers');
    });
    model.on('unblocked', () => {
      this.#state = 'connected';
      this.emit('unblocked');
    });
    this.#model = model;
    this.#state = 'connected';
    this.log.info({ link: this.label }, 'connected to the broker');
    this.emit('up', model);
    await gone;
    this.#model = undefined;
    if (this.#stop.signal.aborted) return;
    this.#state = 'connecting';
    this.emit('down');
    this.log.warn({ link: this.label }, 'broker connection lost');
  }

  /** Resolves at once while connected; rejects when the signal fires first or the link is closed. */
  async up(signal?: AbortSignal): Promise<ChannelModel> {
    while (this.#model === undefined) {
      if (this.#stop.signal.aborted) throw new Error('the broker connection is closed');
      await once(this, 'up', {
        signal: signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]),
      });
    }
    return this.#model;
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    this.#stop.abort();
    this.emit('closed');
    await this.#model?.close().catch(() => undefined);
    await this.#running;
  }
}
