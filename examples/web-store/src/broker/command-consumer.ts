import { readJson, validateEvent, type CloudEvent } from '#contracts';
import type { Channel, ConsumeMessage } from 'amqplib';
import type { Tell } from '../tell.js';
import { BrokerLink } from './broker-link.js';

const QUEUE = 'web-store.commands';

/** Takes commands from the queue; each is acknowledged once `handle` has done and answered it. */
export class CommandConsumer {
  private readonly link: BrokerLink;
  private channel: Channel | undefined;
  private readonly underWay = new Set<Promise<void>>();
  private stopping = false;

  constructor(
    url: string,
    private readonly tell: Tell,
    private readonly types: readonly string[],
    private readonly handle: (event: CloudEvent) => Promise<void>,
  ) {
    this.link = new BrokerLink(url, 'web-store takes commands', tell, async (connection) => {
      const channel = await connection.createChannel();
      channel.on('error', () => undefined);
      channel.on('close', () => {
        this.channel = undefined;
        this.link.renew();
      });
      await channel.prefetch(8);
      await channel.consume(QUEUE, (message) => this.receive(channel, message));
      this.channel = channel;
    });
  }

  start(): void {
    this.link.start();
  }

  get ready(): boolean {
    return this.channel !== undefined;
  }

  private receive(channel: Channel, message: ConsumeMessage | null): void {
    // The broker took the queue away; a new connection asks for it again.
    if (message === null) return this.link.renew();
    if (this.stopping) return;
    const work = this.work(channel, message).finally(() => this.underWay.delete(work));
    this.underWay.add(work);
  }

  private async work(channel: Channel, message: ConsumeMessage): Promise<void> {
    const command = commandOf(message, this.types);
    const settle = (act: () => void): void => {
      if (this.channel === channel) act();
    };
    if (typeof command === 'string') {
      this.tell({ refusedCommand: command });
      return settle(() => channel.nack(message, false, false));
    }
    try {
      await this.handle(command);
      settle(() => channel.ack(message));
    } catch {
      // By reject: a nack that gives back does not count as an attempt from RabbitMQ 4.3 on, and would go round for ever.
      settle(() => channel.reject(message, true));
    }
  }

  /** Takes nothing more, ends what it has begun, gives the rest back by closing. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.allSettled(this.underWay);
    await this.link.stop();
  }
}

/** The command, or why it is none. Only who it is from may send it, and only for answers to itself. */
function commandOf(message: ConsumeMessage, types: readonly string[]): CloudEvent | string {
  const read = readJson(message.content);
  if (!read.ok) return read.reason;
  const checked = validateEvent(read.value);
  if (!checked.ok) return checked.reason;
  const { event } = checked;
  if (!types.includes(event.type)) return 'unknown-command';
  const { replyTo } = event.data as { replyTo: string };
  if (event.source !== `/${replyTo}`) return 'answer-asked-for-another';
  if (message.properties.userId !== replyTo) return 'sender-not-who-it-says';
  return event;
}
