import type { ConsumeMessage } from 'amqplib';
import {
  contracts,
  type DateMeaning,
  eventReader,
  firstDateThat,
  isInUtf8,
  readJson,
  type CloudEvent,
  type EventReader,
} from '#contracts';
import { REPLAYED_FROM_HEADER } from '../park/parking.js';
import type { Delivery } from './delivery.js';
import type { ToPark } from '../park/parked-message.js';
import { DEAD, ownExchange, type QueueSpec } from '../topology/names.js';

/** A message that may go to a handler, or the reason why it may not. */
export type Reading =
  | { readonly ok: true; readonly event: CloudEvent; readonly dropped: number }
  | { readonly ok: false; readonly toPark: ToPark };

/** What is let in beside what the contracts say. */
export interface Admission {
  readonly isHandled: (type: string) => boolean;
  readonly mayPublishAs: (user: string, source: string) => boolean;
  /** Of dates that come from outside; all of them where left out. */
  readonly isPlausible?: (date: string, meaning: DateMeaning) => boolean;
}

const everything = eventReader(contracts);

/**
 * Everything a handler may rely on is settled here, the cheapest first: that it may be read at all, the publisher, the
 * envelope, the data, and that the type is wanted.
 */
export function readDelivery(
  message: ConsumeMessage,
  queue: QueueSpec,
  { isHandled, mayPublishAs, isPlausible = () => true }: Admission,
  attempts = 1,
  reader: EventReader = everything,
): Reading {
  const { content, properties } = message;
  const publisher = publisherOf(message, queue);
  const contentType = text(properties.contentType);
  const park = (reason: string, rest: Partial<ToPark> = {}): Reading => ({
    ok: false,
    toPark: {
      queue: queue.name,
      reason,
      content,
      attempts,
      ...(publisher !== undefined && { publisher }),
      ...(contentType !== undefined && { contentType }),
      ...rest,
    },
  });
  if (queue.role === 'parks') {
    return park(...parksBecause(message, queue));
  }
  if (contentType !== undefined && !isInUtf8(contentType)) return park('malformed', { field: '' });
  const read = readJson(content);
  if (!read.ok) return park(read.reason, { field: '' });
  const { type, source } = (read.value ?? {}) as {
    readonly type?: unknown;
    readonly source?: unknown;
  };
  const about = typed(type);
  if (publisher === undefined) return park('unidentified-publisher', about);
  // A replay that another service sends again says who was first: it may be no other than what it says it is.
  const names = [publisher, firstPublisherOf(message) ?? publisher];
  if (typeof source === 'string' && !names.every((name) => mayPublishAs(name, source))) {
    return park('source-mismatch', { ...about, field: '/source' });
  }
  const checked = reader.validate(read.value);
  if (!checked.ok) {
    return park(checked.reason, { ...about, ...(checked.field !== undefined && { field: checked.field }) });
  }
  const event = reader.newest(checked.event);
  if ('ok' in event) return park(event.reason, { ...about, field: event.field ?? '/data' });
  const implausible = firstDateThat(
    reader.contractOf(event.type)!.dataClass,
    event.data as object,
    (date, meaning) => !isPlausible(date, meaning),
  );
  if (implausible !== undefined) return park('implausible', { ...about, field: `/data${implausible}` });
  if (!isHandled(event.type)) return park('unknown-type', { ...about, field: '/type' });
  return { ok: true, event, dropped: checked.dropped };
}

/** Of what is not read: what the broker says of it. */
export function unreadDelivery(
  { message, attempts }: Pick<Delivery, 'message' | 'attempts'>,
  queue: QueueSpec,
  reason: string,
  error?: unknown,
): ToPark {
  const publisher = publisherOf(message, queue);
  const contentType = text(message.properties.contentType);
  return {
    queue: queue.name,
    reason,
    content: message.content,
    attempts,
    unread: true,
    ...(publisher !== undefined && { publisher }),
    ...(contentType !== undefined && { contentType }),
    ...(error !== undefined && { error }),
  };
}

/** A replay by the service itself names who published the message at first; from anybody else that says nothing. */
export function publisherOf(message: ConsumeMessage, queue: QueueSpec): string | undefined {
  const user = text(message.properties.userId);
  if (user !== queue.owner) return user;
  const first = firstPublisherOf(message);
  return first === undefined ? user : first === '' ? undefined : first;
}

const firstPublisherOf = ({ properties }: ConsumeMessage): string | undefined =>
  text(properties.headers?.[REPLAYED_FROM_HEADER]);

function parksBecause(
  { fields: { exchange, routingKey }, properties: { headers } }: ConsumeMessage,
  { owner }: QueueSpec,
): readonly [reason: string, more: Partial<ToPark>] {
  if (exchange === ownExchange(owner)) return ['sent-to-a-queue-that-parks', { type: routingKey }];
  // Where the broker itself dead-letters it writes the death anew; anywhere else a publisher may have made one up.
  const death = exchange === DEAD ? text(headers?.['x-first-death-reason']) : undefined;
  if (death === undefined) return ['unroutable', { type: routingKey, sentTo: { exchange, routingKey } }];
  const from = text(headers?.['x-first-death-queue']);
  return [
    `dead-lettered-${death.replaceAll('_', '-')}`,
    {
      type: routingKey,
      ...(from !== undefined && { sentTo: { exchange: ownExchange(owner), routingKey: from } }),
    },
  ];
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const typed = (type: unknown): Pick<ToPark, 'type'> => (typeof type === 'string' ? { type } : {});
