import type { CloudEvent } from '#contracts';
import { type Clock, currentTraceparent } from '#service';

/** An event this service owes under its own name. */
export function consentEvent<T>(clock: Clock, id: string, type: string, data: T): CloudEvent<T> {
  const traceparent = currentTraceparent();
  return {
    specversion: '1.0',
    id,
    source: '/consent',
    type,
    time: clock.now().toISOString(),
    datacontenttype: 'application/json',
    ...(traceparent !== undefined && { traceparent }),
    data,
  };
}

/** What a fact carries that owes this event: the event, and the mark by which the relay finds it after a crash. */
export function owing<T>(
  clock: Clock,
  id: string,
  type: string,
  data: T,
): { readonly owes: readonly CloudEvent<T>[]; readonly owed: true } {
  return { owes: [consentEvent(clock, id, type, data)], owed: true };
}
