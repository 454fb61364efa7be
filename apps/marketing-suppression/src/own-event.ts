import type { CloudEvent } from '#contracts';
import { currentTraceparent } from '#service';

/** An event of this service, under an id that stays the same however often it is sent. */
export function ownEvent<T extends object>(type: string, id: string, data: T, now: Date): CloudEvent<T> {
  const traceparent = currentTraceparent();
  return {
    specversion: '1.0',
    id,
    source: '/marketing-suppression',
    type,
    time: now.toISOString(),
    datacontenttype: 'application/json',
    ...(traceparent !== undefined && { traceparent }),
    data,
  };
}
