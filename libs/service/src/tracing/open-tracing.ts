import { trace, type Tracer } from '@opentelemetry/api';
import type { ServiceConfig } from '../config/read-config.js';

const NAME = 'seloste';
/** A collector that does not answer holds nothing up. */
const EXPORT_MS = 2000;

export interface Tracing {
  readonly tracer: Tracer;
  /** Sends what is not sent yet. */
  close(): Promise<void>;
}

/** Spans go to the collector that is named; where none is, the SDK is not even loaded, and traces are only carried on. */
export async function openTracing({ name, otlpEndpoint, traceShare }: ServiceConfig): Promise<Tracing> {
  if (otlpEndpoint === undefined) return { tracer: trace.getTracer(NAME), close: () => Promise.resolve() };
  const [{ OTLPTraceExporter }, { resourceFromAttributes }, sdk] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace'),
  ]);
  const url = `${otlpEndpoint.replace(/\/$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_MS });
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': name }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(traceShare) }),
    spanProcessors: [
      new sdk.BatchSpanProcessor({ exporter, scheduledDelayMillis: 1000, exportTimeoutMillis: EXPORT_MS }),
    ],
  });
  return { tracer: provider.getTracer(NAME), close: () => provider.shutdown() };
}
