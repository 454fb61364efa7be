import type { Log } from '../ports.js';
import { Link, type LinkState } from './link.js';

export interface BrokerConnectionOptions {
  /** `amqp://user:password@host:port/vhost`; the user's name is what publishers put into `user_id`. */
  readonly url: string;
  /** Shown in the broker's list of connections. */
  readonly name: string;
  readonly log: Log;
  /** Who signed the broker's certificate, PEM; with `amqps:`. */
  readonly ca?: Buffer;
}

const HEARTBEAT_SECONDS = '10';

/** Two AMQP connections: an alarm at the broker blocks those that publish, and must not stop the draining of queues. */
export class BrokerConnection {
  readonly user: string;
  readonly publishing: Link;
  readonly consuming: Link;

  constructor({ url, name, log, ca }: BrokerConnectionOptions) {
    const address = new URL(url);
    this.user = decodeURIComponent(address.username);
    if (!address.searchParams.has('heartbeat')) address.searchParams.set('heartbeat', HEARTBEAT_SECONDS);
    this.publishing = new Link(address.href, `${name}:publish`, log, ca);
    this.consuming = new Link(address.href, `${name}:consume`, log, ca);
  }

  /** Starts to connect and returns; a service starts, and keeps taking facts in, while the broker is away. */
  start(): void {
    this.publishing.start();
    this.consuming.start();
  }

  /** Resolves when both connections stand. */
  async ready(signal?: AbortSignal): Promise<void> {
    this.start();
    await Promise.all([this.publishing.up(signal), this.consuming.up(signal)]);
  }

  get state(): { readonly publishing: LinkState; readonly consuming: LinkState } {
    return { publishing: this.publishing.state, consuming: this.consuming.state };
  }

  async close(): Promise<void> {
    await Promise.all([this.publishing.close(), this.consuming.close()]);
  }
}
