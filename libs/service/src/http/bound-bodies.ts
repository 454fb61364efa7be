import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { unavailable } from '../problem/problem.js';
import { sendProblem } from '../problem/problem.filter.js';

export interface BodyBounds {
  /** Of one body. */
  readonly bodyBytes: number;
  /** Of all bodies that are being sent, or whose requests are being answered. */
  readonly mostBytes?: number;
  /** A body as small as this always has room: what a person does is never refused because of what a machine sends. */
  readonly smallBytes?: number;
}

/** Large bodies have a bounded room together; who comes when it is taken hears when to come again. */
export function boundBodies(
  fastify: FastifyInstance,
  { bodyBytes, mostBytes = 32 * 1024 * 1024, smallBytes = 16 * 1024 }: BodyBounds,
): void {
  let taken = 0;
  fastify.addHook('onRequest', ({ raw }: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const chunked = raw.headers['transfer-encoding'] !== undefined;
    const bytes = chunked ? bodyBytes : Number(raw.headers['content-length'] ?? 0);
    // One that is larger than may be is refused for that, and never kept.
    if (bytes <= smallBytes || bytes > bodyBytes) return done();
    if (taken + bytes <= mostBytes) {
      taken += bytes;
      reply.raw.once('close', () => (taken -= bytes));
      return done();
    }
    const full = unavailable('Room for a body');
    // A client that is still sending would see a broken connection instead of the reason.
    const refuse = (): void => sendProblem(reply, full.toProblem(), full.headers);
    raw.once('end', refuse).once('error', refuse).resume();
  });
}
