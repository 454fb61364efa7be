import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { partsOfTraceparent } from '#contracts';

// A manager that is there already, such as that of an operator's own SDK, stays.
context.setGlobalContextManager(new AsyncLocalStorageContextManager());

/** What runs in it is caused by the span the traceparent names; undefined where it is none. */
export function contextOf(traceparent: unknown): Context | undefined {
  const parts = partsOfTraceparent(traceparent);
  if (parts === undefined) return undefined;
  const { traceId, spanId, sampled } = parts;
  const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

/** What an event that is made now carries on; undefined where nobody follows this. */
export function currentTraceparent(): string | undefined {
  const current = trace.getSpanContext(context.active());
  if (current === undefined || !isSpanContextValid(current)) return undefined;
  const flags = current.traceFlags & TraceFlags.SAMPLED ? '01' : '00';
  return `00-${current.traceId}-${current.spanId}-${flags}`;
}

/** Runs the work within the span; as it is where there is nothing to carry on, which costs nothing. */
export const within = <T>(span: Span, work: () => T): T =>
  isSpanContextValid(span.spanContext()) ? context.with(trace.setSpan(context.active(), span), work) : work();
