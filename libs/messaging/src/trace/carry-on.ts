import type { OwedFact } from '../publish/owed-store.js';
import type { Traced } from './batch-span.js';

/** What the fact owes goes on in the trace of what led to it, but where it has one of its own. */
export function carryOn<F extends Pick<OwedFact, 'owes'>>(cause: Traced | undefined, fact: F): F {
  const traceparent = cause?.traceparent;
  if (traceparent === undefined || fact.owes === undefined) return fact;
  return { ...fact, owes: fact.owes.map((event) => ({ traceparent, ...event })) };
}
