import { createHash } from 'node:crypto';
import rateLimit, { type CreateRateLimitOptions } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RequestLimitsConfig } from '../config/read-config.js';
import { DomainProblem } from '../problem/problem.js';
import type { LinkReader } from './link-reader.js';
import { isPerson, principalOf } from './principal.js';
import { WindowCounters } from './window-counters.js';

const MINUTE_MS = 60_000;

type Limit = (request: FastifyRequest) => Promise<void>;

/**
 * Counts within this instance. Whoever has a valid token or link is counted by that and never by an address, which a
 * mailbox provider or an office shares among many.
 */
export interface RequestLimits {
  /** After the token has been read. */
  readonly caller: Limit;
  readonly address: Limit;
  /** By the link in the route's parameter `token`; what is no link of ours by the address it came from. */
  readonly link: Limit;
}

export async function limitRequests(
  fastify: FastifyInstance,
  { machine, person, link, address }: RequestLimitsConfig,
  reader?: LinkReader,
): Promise<RequestLimits> {
  await fastify.register(rateLimit, { global: false, store: WindowCounters });
  const wholeLink = ({ params }: FastifyRequest): string | undefined =>
    reader?.wholeLink(String((params as { readonly token?: unknown }).token));
  const limit = (max: number, keyGenerator?: CreateRateLimitOptions['keyGenerator']): Limit => {
    if (max === 0) return () => Promise.resolve();
    const count = fastify.createRateLimit({
      max,
      timeWindow: MINUTE_MS,
      ...(keyGenerator !== undefined && { keyGenerator }),
    });
    return async (request) => {
      const counted = await count(request);
      if (!counted.isAllowed && counted.isExceeded) throw tooMany(counted.ttlInSeconds);
    };
  };
  const machines = limit(machine, callerOf);
  const people = limit(person, callerOf);
  const addresses = limit(address);
  const links = limit(link, (request) => hashed(wholeLink(request) ?? ''));
  return {
    caller: (request) => (isPerson(principalOf(request)?.role) ? people : machines)(request),
    address: addresses,
    link: (request) => (wholeLink(request) === undefined ? addresses : links)(request),
  };
}

function callerOf(request: FastifyRequest): string {
  const { role, source, subject } = principalOf(request) ?? {};
  return `${role} ${source} ${subject}`;
}

/** Hashed: no list of links that work is kept in memory. */
const hashed = (link: string): string => createHash('sha256').update(link).digest('base64');

const tooMany = (seconds: number): DomainProblem =>
  new DomainProblem(429, 'too-many-requests', 'Too many requests', undefined, {
    'retry-after': String(Math.max(1, seconds)),
  });
