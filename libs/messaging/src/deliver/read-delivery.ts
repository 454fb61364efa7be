import type { ConsumeMessage } from 'amqplib';
import { contracts, eventReader, type CloudEvent, type EventReader } from '#contracts';
import { REPLAYED_FROM_HEADER } from '../park/parking.js';
import type { ToPark } from '../park/parked-message.js';
import { ownExchange, type QueueSpec } from '../topology/names.js';

/** A message that may go to a handler, or the reason why it may not. */
export type Reading =
  | { readonly ok: true; readonly event: CloudEvent; readonly dropped: number }
  | { readonly ok: false; readonly toPark: ToPark };

/** What is let in beside what the contracts say. */
export interface Admission {
  readonly isHandled: (type: string) => boolean;
  readonly mayPublishAs: (user: string, source: string) => boolean;
}

const everything = eventReader(contracts);

/** Everything a handler may rely on is settled here: the publisher, the envelope, the data, and that the type is wanted. */
export function readDelivery(
  message: ConsumeMessage,
  queue: QueueSpec,
  { isHandled, mayPublishAs }: Admission,
  attempts = 1,
  reader: Pick<EventReader, 'validate' | 'newest'> = everything,
): Reading {
  const { content, fields, properties } = message;
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
    const reason =
      fields.exchange === ownExchange(queue.owner) ? 'sent-to-a-queue-that-parks' : parksBecause(message);
    return park(reason, { type: fields.routingKey });
  }
  const raw = parse(content);
  if (raw === undefined) return park('malformed', { field: '' });
  const { type, source } = raw as {
    readonly type?: unknown;
    readonly source?: unknown;
  };
  const about = typed(type);
  const checked = reader.validate(raw);
  if (publisher === undefined) return park('unidentified-publisher', about);
  if (typeof source === 'string' && !mayPublishAs(publisher, source)) {
    return park('source-mismatch', { ...about, field: '/source' });
  }
  if (!checked.ok) {
    return park(checked.reason, { ...about, ...(checked.field !== undefined && { field: checked.field }) });
  }
  const event = reader.newest(checked.event);
  if ('ok' in event) return park(event.reason, { ...about, field: event.field ?? '/data' });
  if (!isHandled(event.type)) return park('unknown-type', { ...about, field: '/type' });
  return { ok: true, event, dropped: checked.dropped };
}

/** A replay is published by the service itself and names who published the message at first. */
export function publisherOf({ fields, properties }: ConsumeMessage, queue: QueueSpec): string | undefined {
  const user = text(properties.userId);
  if (fields.exchange !== ownExchange(queue.owner) || user !== queue.owner) return user;
  const first = text(properties.headers?.[REPLAYED_FROM_HEADER]);
  return first === undefined ? user : first === '' ? undefined : first;
}

function parksBecause({ properties }: ConsumeMessage): string {
  const reason = text(properties.headers?.['x-first-death-reason']);
  return reason === undefined ? 'unroutable' : `dead-lettered-${reason.replaceAll('_', '-')}`;
}

function parse(content: Buffer): object | undefined {
  try {
    const raw: unknown = JSON.parse(content.toString('utf8'));
    return typeof raw === 'object' && raw !== null ? raw : undefined;
  } catch {
    return undefined;
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const typed = (type: unknown): Pick<ToPark, 'type'> => (typeof type === 'string' ? { type } : {});
