import { SpanKind, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { eventOf } from '#contracts';
import { inBatchSpan } from './batch-span.js';
import { carryOn } from './carry-on.js';
import { contextOf, currentTraceparent } from './trace-context.js';

const exporter = new InMemorySpanExporter();
const recording = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }).getTracer(
  't',
);
const silent = trace.getTracer('t');
const about = { name: 'process consent.events', kind: SpanKind.CONSUMER, destination: 'consent.events' };
const one = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const other = '00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const event = (traceparent?: string) => ({
  ...eventOf('consent', 'consent.granted.v1', 'c.1', {}, '2026-07-01T06:00:00Z'),
  ...(traceparent !== undefined && { traceparent }),
});

beforeEach(() => exporter.reset());

describe('a batch of events', () => {
  test('of one trace goes on in it, and what is written within too', async () => {
    const within = await inBatchSpan(recording, about, [event(one), event(one)], async () =>
      currentTraceparent(),
    );
    const [span] = exporter.getFinishedSpans();
    expect(span?.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(span?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    expect(within).toBe(`00-0af7651916cd43dd8448eb211c80319c-${span?.spanContext().spanId}-01`);
  });

  test('of several is one span, linked to each of them once', async () => {
    await inBatchSpan(recording, about, [event(one), event(), event(other), event(one)], async () => 'done');
    const spans = exporter.getFinishedSpans();
    expect(spans).toHaveLength(1);
    expect(spans[0]?.links.map(({ context }) => context.traceId[0])).toEqual(['0', '1']);
    expect(spans[0]?.parentSpanContext).toBeUndefined();
    expect(spans[0]?.attributes['messaging.batch.message_count']).toBe(4);
  });

  test('has at most 32 links, however many traces', async () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      event(`00-${(index + 1).toString(16).padStart(32, '0')}-b7ad6b7169203331-01`),
    );
    await inBatchSpan(recording, about, many, async () => 'done');
    expect(exporter.getFinishedSpans()[0]?.links).toHaveLength(32);
  });

  test('that fails says the kind of the error and none of its words', async () => {
    const failing = inBatchSpan(recording, about, [event()], () =>
      Promise.reject(new RangeError('anna@example.fi')),
    );
    await expect(failing).rejects.toThrow(RangeError);
    const [span] = exporter.getFinishedSpans();
    expect(span?.attributes['error.type']).toBe('RangeError');
    expect(JSON.stringify([span?.attributes, span?.status, span?.events])).not.toContain('anna');
  });

  test('carries its trace on where nothing is recorded', async () => {
    expect(await inBatchSpan(silent, about, [event(one)], async () => currentTraceparent())).toBe(one);
    expect(
      await inBatchSpan(silent, about, [event(one), event(other)], async () => currentTraceparent()),
    ).toBe(undefined);
  });
});

describe('what a fact owes', () => {
  const owes = [event(), event(other)];
  test('carries on what led to it, and keeps a trace of its own', () => {
    expect(carryOn({ traceparent: one }, { owes }).owes.map(({ traceparent }) => traceparent)).toEqual([
      one,
      other,
    ]);
  });

  test.each([
    ['what led to it is not known', undefined],
    ['what led to it has no trace', {}],
  ])('is as it was where %s', (_, cause) => {
    expect(carryOn(cause, { owes }).owes).toBe(owes);
  });
});

test.each([
  ['an address', 'anna@example.fi'],
  ['no trace at all', '00-00000000000000000000000000000000-b7ad6b7169203331-01'],
  ['another version', '01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
])('%s for a traceparent is none', (_, sent) => {
  expect(contextOf(sent)).toBeUndefined();
});
