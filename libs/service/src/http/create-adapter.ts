import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
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
  /** A request that has not arrived whole by then is answered 408. */
  readonly arriveWithinMs?: number;
  readonly addressMeant?: (address: string) => string;
}

/** Fastify that trusts nothing a client, or a proxy that is not ours, says about itself. */
export function createAdapter({
  bodyBytes,
  trustedProxies,
  arriveWithinMs = 30_000,
  addressMeant,
}: AdapterOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    ...(addressMeant && { rewriteUrl: ({ url = '' }) => addressMeant(url) }),
    bodyLimit: bodyBytes,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    requestTimeout: arriveWithinMs,
    // Node looks for those that are late every half a minute only, where nothing is said.
    http: {
      connectionsCheckingInterval: Math.min(1000, arriveWithinMs / 2),
      headersTimeout: arriveWithinMs,
      requireHostHeader: false,
    },
    clientErrorHandler: tellWhatIsWrong,
    routerOptions: { maxParamLength: 1024, ignoreTrailingSlash: true },
    return503OnClosing: false,
    // Ours alone: it stays in the audit trail for years, and what a client says of its trace stays in traces.
    genReqId: () => randomUUID(),
    frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
      const answer = toDomainProblem(error);
      sendProblem(reply, answer.toProblem());
    },
  });
  answerWhatNodeWould(adapter.getInstance());
  return adapter;
}

/** Node refuses a request without a host, or that expects what it does not know, with no word why (RFC 9112, 3.2; 9110, 10.1.1). */
function answerWhatNodeWould(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw, headers }: FastifyRequest, reply: FastifyReply, done: () => void) => {
    if (raw.httpVersion === '1.0' || headers.host !== undefined) return done();
    const errors = [{ field: '', reason: 'must name the host' }];
    const answer = problem(400, 'malformed-request', 'The request could not be read', errors);
    sendProblem(reply, answer.toProblem(), { connection: 'close' });
  });
  const { server } = fastify;
  server.on('checkExpectation', (...asked) => server.emit('request', ...asked));
}

const STATUS_OF: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** What Node's own parser refuses reaches no route; the client hears of it in the same form, and nothing it sent comes back. */
function tellWhatIsWrong({ code = '' }: { readonly code?: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem = toDomainProblem({ statusCode: STATUS_OF[code] ?? 400 }).toProblem();
  const wrong = problem.status === 400 ? { errors: [{ field: '', reason: 'must be well-formed HTTP' }] } : {};
  const body = JSON.stringify({ ...problem, ...wrong });
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
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
      const { 'content-type': mediaType = '', 'content-encoding': coding = 'identity' } = request.headers;
      if (coding.toLowerCase() !== 'identity')
        return done(problem(415, 'unsupported-media-type', 'The body must not be compressed'));
      if (!isInUtf8(mediaType))
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
