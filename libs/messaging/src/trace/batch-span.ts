import {
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Link,
  type SpanKind,
  type Tracer,
} from '@opentelemetry/api';
import { describeError } from '../ports.js';
import { contextOf, within } from './trace-context.js';

export interface BatchSpan {
  /** Of a queue or a step, never of an event or a person. */
  readonly name: string;
  readonly kind: SpanKind;
  readonly destination: string;
}

export interface Traced {
  readonly traceparent?: string;
}

const MOST_LINKS = 32;

/**
 * One span for a batch, however many events: their own trace goes on where all are of one, else the span is linked to
 * theirs. What is written within carries that trace on; in a mixed batch the cause has to be named (`carryOn`).
 */
export async function inBatchSpan<T>(
  tracer: Tracer,
  { name, kind, destination }: BatchSpan,
  events: readonly Traced[],
  work: () => Promise<T>,
): Promise<T> {
  const [first] = events;
  const shared = events.every(({ traceparent }) => traceparent === first?.traceparent)
    ? contextOf(first?.traceparent)
    : undefined;
  const attributes = {
    'messaging.system': 'rabbitmq',
    'messaging.destination.name': destination,
    'messaging.batch.message_count': events.length,
  };
  const span = tracer.startSpan(name, { kind, attributes }, shared ?? ROOT_CONTEXT);
  if (shared === undefined && span.isRecording()) span.addLinks(linksTo(events));
  try {
    return await within(span, work);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', describeError(error).error);
    throw error;
  } finally {
    span.end();
  }
}

function linksTo(events: readonly Traced[]): Link[] {
  const traceparents = new Set<string>();
  for (const { traceparent } of events) {
    if (traceparent !== undefined) traceparents.add(traceparent);
    if (traceparents.size === MOST_LINKS) break;
  }
  return [...traceparents].flatMap((traceparent) => {
    const of = contextOf(traceparent);
    const linked = of && trace.getSpanContext(of);
    return linked === undefined ? [] : [{ context: linked }];
  });
}
