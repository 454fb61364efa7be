import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../problem/problem.filter.js';
import { toDomainProblem } from '../problem/to-domain-problem.js';

interface Path {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** A path that has routes, and none for this method, is answered 405 and names those it has (RFC 9110, 15.5.6). */
export function refuseOtherMethods(fastify: FastifyInstance): void {
  const paths = new Map<string, Path>();
  fastify.addHook('onRoute', ({ url, method }) => {
    const path = paths.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    for (const one of [method].flat()) path.methods.add(one);
    paths.set(url, path);
  });
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const allowed = request.is404 ? methodsOf(request.url, paths.values()) : [];
    if (allowed.length === 0) return done();
    sendProblem(reply, toDomainProblem({ statusCode: 405 }).toProblem(), { allow: allowed.join(', ') });
  });
}

function methodsOf(url: string, paths: Iterable<Path>): readonly string[] {
  const [asked = ''] = url.split('?', 1);
  const found = [...paths].filter(({ pattern }) => pattern.test(asked));
  return [...new Set(found.flatMap(({ methods }) => [...methods]))].toSorted();
}

const patternOf = (url: string): RegExp =>
  new RegExp(`^${url.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/:\w+/g, '[^/]+')}/?$`);
