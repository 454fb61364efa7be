import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type Channel, type ConsumeMessage } from 'amqplib';
import { journalOf } from '../topology/names.js';
import { PartsJoiner } from './message-parts.js';

/** One message of a stream as its writer published it. */
export interface JournalMessage {
  readonly offset: number;
  /** Machine time of its writer, whole seconds. */
  readonly at: Date;
  readonly content: Buffer;
}

/** The journal cannot be told to be whole: it begins too late, or breaks off. */
class JournalGapError extends Error {
  override readonly name = 'JournalGapError';
}

export interface ReadJournalOptions {
  readonly begun?: boolean;
  /** Who signed the broker's certificate, PEM. */
  readonly ca?: Buffer | undefined;
}

/** Clocks of services and brokers may differ by so much. */
const MARGIN_MS = 3_600_000;
const QUIET_MS = 500;
const STALLED_MS = 15_000;
const PREFETCH = 20;

type StreamOffset = 'first' | 'last' | number | { readonly '!': 'timestamp'; readonly value: number };

/**
 * Everything the service journaled from `since` on, and somewhat earlier, up to what is there when it is called.
 * Throws JournalGapError where the stream no longer reaches back to `since`; with `begun`, when the service journaled
 * before that, also where it is another stream than the one of then, and begins later.
 */
export async function* readJournal(
  amqpUrl: string,
  service: string,
  since: Date,
  { begun = false, ca }: ReadJournalOptions = {},
): AsyncGenerator<JournalMessage> {
  const connection = await connect(amqpUrl, { noDelay: true, ...(ca !== undefined && { ca: [ca] }) });
  connection.on('error', () => undefined);
  const queue = journalOf(service);
  try {
    const last = (await peek(await connection.createChannel(), queue, 'last')).at(-1);
    if (last === undefined && !begun) return;
    const [first] = await peek(await connection.createChannel(), queue, 'first');
    if (last === undefined || first === undefined || ((begun || first.offset > 0) && first.at > since))
      throw new JournalGapError(
        `${queue} begins at ${first?.at.toISOString() ?? 'no time'}, after ${since.toISOString()}: what came between is not in it`,
      );
    const from = new Date(Math.floor((since.getTime() - MARGIN_MS) / 1000) * 1000);
    if (last.at < from) return;
    yield* upTo(last.offset, await connection.createChannel(), queue, from);
  } finally {
    await connection.close().catch(() => undefined);
  }
}

async function* upTo(
  lastOffset: number,
  channel: Channel,
  queue: string,
  from: Date,
): AsyncGenerator<JournalMessage> {
  const arrived: ConsumeMessage[] = [];
  const signal = new EventEmitter();
  await consume(channel, queue, { '!': 'timestamp', value: from.getTime() / 1000 }, (message) => {
    arrived.push(message);
    signal.emit('came');
  });
  const joiner = new PartsJoiner();
  for (let offset = -1; offset < lastOffset;) {
    const message = arrived.shift();
    if (message === undefined) {
      await once(signal, 'came', { signal: AbortSignal.timeout(STALLED_MS) }).catch(() => {
        throw new JournalGapError(`${queue} gave nothing more before its end`);
      });
      continue;
    }
    const read = messageOf(message);
    offset = read.offset;
    const content = joiner.add(read.content);
    if (content !== undefined) yield { ...read, content };
    channel.ack(message);
  }
}

/** A few messages from there on; a chunk of them comes at once. */
async function peek(
  channel: Channel,
  queue: string,
  offset: 'first' | 'last',
): Promise<readonly JournalMessage[]> {
  const found: JournalMessage[] = [];
  let latest = Date.now();
  const { messageCount } = await channel.checkQueue(queue);
  await consume(channel, queue, offset, (message) => {
    found.push(messageOf(message));
    latest = Date.now();
    if (offset === 'last') channel.ack(message);
  });
  const patience = messageCount === 0 ? QUIET_MS : STALLED_MS;
  while (found.length === 0 ? Date.now() - latest < patience : Date.now() - latest < QUIET_MS) {
    if (offset === 'first' && found.length > 0) break;
    await pause(20);
  }
  await channel.close();
  return found;
}

async function consume(
  channel: Channel,
  queue: string,
  offset: StreamOffset,
  onMessage: (message: ConsumeMessage) => void,
): Promise<void> {
  await channel.prefetch(PREFETCH);
  await channel.consume(queue, (message) => message && onMessage(message), {
    arguments: { 'x-stream-offset': offset },
  });
}

function messageOf({ content, properties }: ConsumeMessage): JournalMessage {
  const headers = (properties.headers ?? {}) as Record<string, unknown>;
  return {
    offset: Number(headers['x-stream-offset']),
    at: new Date(Number(properties.timestamp) * 1000),
    content,
  };
}
