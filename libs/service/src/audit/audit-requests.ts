import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Counter, type Registry } from 'prom-client';
import type { HashKeys } from '#storage';
import { isPerson, principalOf } from '../access/principal.js';
import { inTime } from '../lifecycle/in-time.js';
import { logError, type ServiceLog } from '../log/service-log.js';
import { unavailable } from '../problem/problem.js';
import { actOf } from './act-of.js';
import type { ActsInFacts } from './acts-in-facts.js';
import type { AuditTrail } from './audit-trail.js';

/**
 * Whatever desk, officer or ops ask or do, refused or not, is on record before they hear the answer. Where it cannot be
 * recorded in time they hear 503; the repeat of an act under its Idempotency-Key is then safe. No route can be left out.
 */
export function auditRequests(
  fastify: FastifyInstance,
  trail: Pick<AuditTrail, 'write'>,
  acts: Pick<ActsInFacts, 'has'>,
  keys: HashKeys,
  log: ServiceLog,
  metrics: Registry,
  withinMs: number,
): void {
  const failures = new Counter({
    name: 'seloste_audit_failures_total',
    help: 'Answers kept back because they could not be put on record',
    registers: [metrics],
  });
  fastify.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
    const who = principalOf(request);
    if (who === undefined || !isPerson(who.role) || acts.has(request, reply.statusCode)) return payload;
    try {
      const act = actOf(request, reply.statusCode, keys);
      // A database that is there and keeps silent lets a write wait for long.
      await inTime(() => trail.write(who, act), withinMs, 'The record was not written in time');
      return payload;
    } catch (error) {
      failures.inc();
      logError(log, error, 'an act could not be put on record');
      return instead(reply);
    }
  });
}

/** In the place of the answer, of which nothing is left. */
function instead(reply: FastifyReply): string {
  const problem = unavailable('The record of who asked');
  for (const name of ['content-length', 'etag', 'content-language', 'vary']) reply.removeHeader(name);
  void reply
    .code(problem.status)
    .headers({ ...problem.headers, 'cache-control': 'no-store' })
    .type('application/problem+json; charset=utf-8');
  return JSON.stringify(problem.toProblem());
}
