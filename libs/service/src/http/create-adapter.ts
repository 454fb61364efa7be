import { randomUUID } from 'node:crypto';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isInUtf8, readJson } from '#contracts';
import { sendProblem } from '../problem/problem.filter.js';
import { toDomainProblem } from '../problem/to-domain-problem.js';
import { problem } from '../problem/problem.js';

const JSON_TYPES = ['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json'];

export interface AdapterOptions {
  readonly bodyBytes: number;
  readonly trustedProxies: readonly string[];
}

/** Fastify that trusts nothing a client, or a proxy that is not ours, says about itself. */
export function createAdapter({ bodyBytes, trustedProxies }: AdapterOptions): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: bodyBytes,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 1024, ignoreTrailingSlash: true },
    return503OnClosing: false,
    // Ours alone: it stays in the audit trail for years, and what a client says of its trace stays in traces.
    genReqId: () => randomUUID(),
    frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
      const answer = toDomainProblem(error);
      sendProblem(reply, answer.toProblem());
    },
  });
}

/** A client that is still sending when it is refused would see a broken connection instead of the reason. */
const MOST_DRAINED = 32 * 1024 * 1024;

function drainWhatIsTooLarge(fastify: FastifyInstance, bodyLimit: number): void {
  fastify.addHook('onRequest', (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
    const length = Number(request.headers['content-length'] ?? 0);
    if (length <= bodyLimit || length > MOST_DRAINED) return done();
    let once = done;
    const goOn = (): void => (once(), void (once = () => undefined));
    request.raw.once('end', goOn).once('close', goOn).once('error', goOn).resume();
  });
}

/** JSON that has passed the gate which messages pass too, and nothing else. */
export function readBodies(fastify: FastifyInstance, bodyLimit: number): void {
  drainWhatIsTooLarge(fastify, bodyLimit);
  fastify.removeAllContentTypeParsers();
  for (const type of JSON_TYPES) {
    fastify.addContentTypeParser<Buffer>(type, { parseAs: 'buffer', bodyLimit }, (request, bytes, done) => {
      if (!isInUtf8(request.headers['content-type'] ?? ''))
        return done(problem(415, 'unsupported-media-type', 'The body must be JSON in UTF-8'));
      const read = readJson(bytes);
      if (read.ok) return done(null, read.value);
      const { reason, detail } = read;
      const errors = [{ field: '', reason: bytes.length === 0 ? 'must not be empty' : detail }];
      done(
        reason === 'too-large'
          ? problem(413, 'body-too-large', 'The body is larger than what is taken here', errors)
          : problem(400, 'malformed-request', 'The request could not be read', errors),
      );
    });
  }
}

/** Once stopping has begun, whoever still has a connection is told to come back. */
export function refuseWhileStopping(fastify: FastifyInstance, stopping: () => boolean): void {
  fastify.addHook('onRequest', (_request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    if (!stopping()) return done();
    sendProblem(reply, problem(503, 'unavailable', 'The service is stopping').toProblem(), {
      connection: 'close',
      'retry-after': '2',
    });
  });
  // What was begun is finished, but its connection must not keep the server open.
  fastify.addHook('onSend', (_request, reply, payload: unknown, done) => {
    if (stopping()) void reply.header('connection', 'close');
    done(null, payload);
  });
}
