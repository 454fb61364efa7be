import { ROOT_CONTEXT, SpanKind, SpanStatusCode, type Span, type Tracer } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Histogram, type Registry } from 'prom-client';
import { contextOf, within } from '#messaging';
import { principalOf } from '../access/principal.js';
import type { ServiceLog } from '../log/service-log.js';

/** One log line and one measurement per request: the route's pattern, never the address, which may hold a token. */
export function observeRequests(
  fastify: FastifyInstance,
  log: ServiceLog,
  metrics: Registry,
  tracer: Tracer,
): void {
  traceRequests(fastify, tracer);
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [metrics],
  });
  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const route = request.routeOptions.url ?? 'none';
    const ms = reply.elapsedTime;
    duration.observe({ route, method: request.method, status: String(reply.statusCode) }, ms / 1000);
    const role = principalOf(request)?.role;
    log[isQuiet(route) ? 'debug' : 'info'](
      {
        request: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(ms),
        ...(role !== undefined && { role }),
      },
      'answered',
    );
    done();
  });
}

const isQuiet = (route: string): boolean => route === '/metrics' || route.startsWith('/health/');

/** One span per request, named by the route's pattern; what is written within carries its trace on. */
function traceRequests(fastify: FastifyInstance, tracer: Tracer): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  fastify.addHook('onRequest', (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
    const route = request.routeOptions.url ?? 'none';
    if (isQuiet(route)) return done();
    const attributes = { 'http.request.method': request.method, 'http.route': route };
    const parent = contextOf(request.headers['traceparent']) ?? ROOT_CONTEXT;
    const span = tracer.startSpan(
      `${request.method} ${route}`,
      { kind: SpanKind.SERVER, attributes },
      parent,
    );
    spans.set(request, span);
    done();
  });
  // After the body has been read: before it, the stream's own callbacks would lose the context.
  fastify.addHook('preHandler', (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
    const span = spans.get(request);
    if (span === undefined) done();
    else within(span, done);
  });
  fastify.addHook('onResponse', (request: FastifyRequest, { statusCode }: FastifyReply, done: () => void) => {
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', statusCode);
    if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    done();
  });
}
