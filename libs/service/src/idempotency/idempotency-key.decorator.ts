import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { principalOf, type Principal } from '../access/principal.js';
import { invalidField } from '../problem/problem.js';

const KEY = /^[\x21-\x7e]{8,128}$/;

/** The id of the fact a request makes: the same client, route and key always mean the same fact. */
const factIdOf = (principal: Principal | undefined, route: string, key: string): string =>
  createHash('sha256')
    .update(
      JSON.stringify([principal?.role ?? '', principal?.source ?? '', principal?.subject ?? '', route, key]),
    )
    .digest('base64url');

/** One request under its `Idempotency-Key`. */
export interface OnceOnly {
  /** `_id` of the fact. */
  readonly factId: string;
  /** The body as it was sent, for the keyed hash that tells a repeat from a conflict. */
  readonly body: unknown;
  readonly request: FastifyRequest;
}

export const idempotencyKeyOf = (_data: unknown, context: ExecutionContext): OnceOnly => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw invalidField(
      'Idempotency-Key',
      'must be a header of 8 to 128 printable characters, new for each act',
    );
  }
  const route = `${request.method} ${request.routeOptions.url ?? ''}`;
  return { factId: factIdOf(principalOf(request), route, key), body: request.body, request };
};

/** `grant(@IdempotencyKey() once: OnceOnly)`: the header is required, and gives the fact its id. */
export const IdempotencyKey = createParamDecorator(idempotencyKeyOf);
