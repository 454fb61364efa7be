import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Histogram, type Registry } from 'prom-client';
import { principalOf } from '../access/principal.js';
import type { ServiceLog } from '../log/service-log.js';
import { traceIdOf, withTraceparent } from '../log/trace-context.js';

/** One log line and one measurement per request: the route's pattern, never the address, which may hold a token. */
export function observeRequests(fastify: FastifyInstance, log: ServiceLog, metrics: Registry): void {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [metrics],
  });
  // After the body has been read: before it, the stream's own callbacks would lose the context.
  fastify.addHook('preHandler', (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
    const { traceparent } = request.headers;
    if (typeof traceparent !== 'string' || traceIdOf(traceparent) === undefined) return done();
    withTraceparent(traceparent, done);
  });
  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const route = request.routeOptions.url ?? 'none';
    const ms = reply.elapsedTime;
    duration.observe({ route, method: request.method, status: String(reply.statusCode) }, ms / 1000);
    const quiet = route === '/metrics' || route.startsWith('/health/');
    const role = principalOf(request)?.role;
    log[quiet ? 'debug' : 'info'](
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
