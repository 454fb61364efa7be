import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const nothingLoaded = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

/** What every answer tells browsers and caches; a page, and what is no secret, say more themselves. */
export function secureHeaders(fastify: FastifyInstance, production: boolean): void {
  const headers = {
    'cache-control': 'no-store',
    'content-security-policy': `${nothingLoaded}; form-action 'none'`,
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(production && { 'strict-transport-security': 'max-age=31536000' }),
  };
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    void reply.headers(headers).header('x-request-id', request.id);
    done();
  });
}

/** Content-Security-Policy of a page of ours: no script, and of styles only the one that stands in it. */
export function pagePolicy(html: string, formAction: 'none' | 'self' = 'none'): string {
  const style = /<style>([^<]*)<\/style>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  return `${nothingLoaded}; style-src 'sha256-${hash}'; form-action '${formAction}'`;
}
